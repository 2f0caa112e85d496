/** How many times larger than whole a shared screen can be looked at. */
export const zooms = [1, 1.5, 2, 3, 4] as const;

/** The next one up (`by` 1) or down (−1); the last one stays. */
export function nextZoom(zoom: number, by: 1 | -1): number {
  const larger = zooms.find((one) => one > zoom);
  const smaller = zooms.findLast((one) => one < zoom);
  return (by === 1 ? larger : smaller) ?? zoom;
}

/**
 * Where to scroll, in pixels, so that what lies under a point of the window stays there while the picture grows `ratio`
 * times. `point` is its distance from the window's edge.
 */
export function scrollAfterZoom(scroll: number, point: number, ratio: number): number {
  return Math.max(0, (scroll + point) * ratio - point);
}
