/** Zoom factors of a shared screen; 1 is fitted to the box. */
export const zooms = [1, 1.5, 2, 3, 4] as const;

export const largestZoom = zooms[zooms.length - 1];

/** The next larger (`by` 1) or smaller (−1) factor; at either end the same one. */
export function nextZoom(zoom: number, by: 1 | -1): number {
  const larger = zooms.find((one) => one > zoom);
  const smaller = zooms.findLast((one) => one < zoom);
  return (by === 1 ? larger : smaller) ?? zoom;
}

/** A factor that fingers or a wheel made, within the limits; one that is nearly 1 becomes 1. */
export function zoomWithin(zoom: number): number {
  return zoom < 1.03 ? 1 : Math.min(zoom, largestZoom);
}

/** The parts of a wheel event that are read. A pinch on a touchpad is one with `ctrlKey`. */
export type TurnedWheel = Pick<WheelEvent, "deltaY" | "deltaMode" | "ctrlKey">;

/** The factor of one wheel event: 1.25 for a notch of 100 pixels, and as far as the fingers go for a pinch. */
export function wheelRatio({ deltaY, deltaMode, ctrlKey }: TurnedWheel): number {
  const pixels = deltaY * [1, 33, 400][deltaMode];
  const step = Math.max(-400, Math.min(pixels, 400));
  return Math.exp(-step * (ctrlKey ? 0.01 : 0.0022));
}

/**
 * The scroll offset, in pixels, that keeps the same spot of the picture under a point while the picture grows `ratio`
 * times. `point` is the point's distance from the edge of the visible part.
 */
export function scrollAfterZoom(scroll: number, point: number, ratio: number): number {
  return Math.max(0, (scroll + point) * ratio - point);
}
