import { type Plane, type PlaneFormat } from "./planes.ts";

/** Draws a picture in a size, cut to fit: RGBA, row by row. */
export type PictureSource = (width: number, height: number) => Uint8ClampedArray;

/** How a frame's Y, U and V stand for colours. */
export interface FrameColors {
  readonly isFullRange: boolean;
  /** BT.709, else BT.601. */
  readonly isBt709: boolean;
}

/** The channels of `source` in the colours of a frame's format, each with a step of 1 and without gaps. */
export function drawnPlanes(
  source: PictureSource,
  format: PlaneFormat,
  width: number,
  height: number,
  colors: FrameColors,
): Plane[] {
  const rgba = source(width, height);
  if (format === "RGBA") {
    return [0, 1, 2].map((channel) =>
      planeOf(width, height, (x, y) => rgba[(y * width + x) * 4 + channel])
    );
  }
  const [kr, kb] = colors.isBt709 ? [0.2126, 0.0722] : [0.299, 0.114];
  const [lumaScale, lumaFrom, chromaScale] = colors.isFullRange
    ? [1, 0, 1]
    : [219 / 255, 16, 224 / 255];
  const lumaAt = (at: number) => kr * rgba[at] + (1 - kr - kb) * rgba[at + 1] + kb * rgba[at + 2];
  const chroma = (channel: number, share: number) =>
    planeOf(Math.ceil(width / 2), Math.ceil(height / 2), (x, y) => {
      const at = (y * 2 * width + x * 2) * 4;
      return 128 + chromaScale * (rgba[at + channel] - lumaAt(at)) / (2 * (1 - share));
    });
  return [
    planeOf(width, height, (x, y) => lumaFrom + lumaScale * lumaAt((y * width + x) * 4)),
    chroma(2, kb),
    chroma(0, kr),
  ];
}

function planeOf(width: number, height: number, valueAt: (x: number, y: number) => number): Plane {
  const data = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      data[at] = Math.min(255, Math.max(0, Math.round(valueAt(x, y))));
    }
  }
  return { data, offset: 0, stride: width, step: 1, width, height };
}
