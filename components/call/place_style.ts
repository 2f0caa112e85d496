import type { Place } from "./tile_layout.ts";

/** A place, as the style of what stands there. */
export function placeStyle({ x, y, width, height }: Place) {
  return { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` };
}
