/** Zoom factors of a shared screen; 1 is fitted to the box. */
export const zooms = [1, 1.5, 2, 3, 4] as const;

/** The next larger (`by` 1) or smaller (−1) factor; at either end the same one. */
export function nextZoom(zoom: number, by: 1 | -1): number {
  const larger = zooms.find((one) => one > zoom);
  const smaller = zooms.findLast((one) => one < zoom);
  return (by === 1 ? larger : smaller) ?? zoom;
}

/**
 * The scroll offset, in pixels, that keeps the same spot of the picture under a point while the picture grows `ratio`
 * times. `point` is the point's distance from the edge of the visible part.
 */
export function scrollAfterZoom(scroll: number, point: number, ratio: number): number {
  return Math.max(0, (scroll + point) * ratio - point);
}
