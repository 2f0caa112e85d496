/**
 * Pictures as bytes, one channel at a time. Frames stay in the format in which the camera gives them (mostly I420 or
 * NV12): drawing them on a canvas without a GPU, into RGB and back, takes longer than all the rest.
 */

/** One channel of a picture: the sample at `x`, `y` is `data[offset + y * stride + x * step]`. */
export interface Plane {
  readonly data: Uint8Array;
  readonly offset: number;
  readonly stride: number;
  readonly step: number;
  readonly width: number;
  readonly height: number;
}

/** The formats of a `VideoFrame` that are understood, and `RGBA` of a canvas. */
export type PlaneFormat = "I420" | "NV12" | "RGBA";

/** Whether a `VideoFrame`'s format is one that `planesOf` knows. */
export function isPlaneFormat(format: string | null): format is PlaneFormat {
  return format === "I420" || format === "NV12" || format === "RGBA";
}

/** Bytes of a picture without gaps between its rows. */
export function byteLengthOf(format: PlaneFormat, width: number, height: number): number {
  if (format === "RGBA") return width * height * 4;
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

/** The three colour channels in `data`, without gaps: Y, U, V or R, G, B. */
export function planesOf(
  format: PlaneFormat,
  data: Uint8Array,
  width: number,
  height: number,
): Plane[] {
  if (format === "RGBA") {
    return [0, 1, 2].map((offset) => ({
      ...{ data, offset, step: 4, stride: width * 4, width, height },
    }));
  }
  const luma = { data, offset: 0, step: 1, stride: width, width, height };
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const size = half.width * half.height;
  const chroma = (index: number) =>
    format === "I420"
      ? { data, offset: width * height + index * size, step: 1, stride: half.width, ...half }
      : { data, offset: width * height + index, step: 2, stride: half.width * 2, ...half };
  return [luma, chroma(0), chroma(1)];
}

/** A small picture of one channel, to which larger ones are compared. */
export interface GridSize {
  readonly width: number;
  readonly height: number;
}

/** Fills `grid` with what `plane` looks like from afar: each cell the mean of four samples. */
export function shrink(plane: Plane, grid: Float32Array, size: GridSize): void {
  const { data, offset, stride, step, width, height } = plane;
  const columns = new Int32Array(size.width * 2);
  for (let i = 0; i < columns.length; i++) {
    columns[i] = Math.min(width - 1, Math.floor((i + 0.5) / columns.length * width)) * step;
  }
  const rowAt = (i: number) =>
    offset + Math.min(height - 1, Math.floor((i + 0.5) / (size.height * 2) * height)) * stride;
  for (let y = 0, at = 0; y < size.height; y++) {
    const one = rowAt(2 * y);
    const two = rowAt(2 * y + 1);
    for (let x = 0; x < columns.length; x += 2, at++) {
      const left = columns[x];
      const right = columns[x + 1];
      grid[at] = (data[one + left] + data[one + right] + data[two + left] + data[two + right]) / 4;
    }
  }
}

/** Copies `from` into `to`, which has half its width and height. */
export function halve(from: Plane, to: Plane): void {
  for (let y = 0; y < to.height; y++) {
    const one = from.offset + Math.min(2 * y, from.height - 1) * from.stride;
    const two = from.offset + Math.min(2 * y + 1, from.height - 1) * from.stride;
    let at = to.offset + y * to.stride;
    for (let x = 0; x < to.width; x++, at += to.step) {
      const left = Math.min(2 * x, from.width - 1) * from.step;
      const right = Math.min(2 * x + 1, from.width - 1) * from.step;
      const { data } = from;
      to.data[at] =
        (data[one + left] + data[one + right] + data[two + left] + data[two + right] + 2) >> 2;
    }
  }
}

/**
 * Enlarges a grid row by row, between its cells linearly. The columns are computed once a size. Values are 0–256.
 */
export class Enlarger {
  readonly #size: GridSize;
  readonly #height: number;
  readonly #cells: Uint16Array;
  readonly #parts: Uint16Array;
  readonly #between: Int32Array;
  /** The row that `enlarge` filled last. */
  readonly row: Uint16Array;

  constructor(size: GridSize, width: number, height: number) {
    this.#size = size;
    this.#height = height;
    this.#cells = new Uint16Array(width);
    this.#parts = new Uint16Array(width);
    this.#between = new Int32Array(size.width + 1);
    this.row = new Uint16Array(width);
    for (let x = 0; x < width; x++) {
      const at = positionOf(x, width, size.width);
      this.#cells[x] = Math.floor(at);
      this.#parts[x] = Math.round((at - Math.floor(at)) * 256);
    }
  }

  /** Fills `row` with row `y` of the enlarged grid. */
  enlarge(grid: Uint16Array, y: number): void {
    const { width, height } = this.#size;
    const at = positionOf(y, this.#height, height);
    const upper = Math.floor(at) * width;
    const lower = Math.min(height - 1, Math.floor(at) + 1) * width;
    const part = Math.round((at - Math.floor(at)) * 256);
    const between = this.#between;
    for (let x = 0; x < width; x++) {
      between[x] = grid[upper + x] * (256 - part) + grid[lower + x] * part;
    }
    between[width] = between[width - 1];
    const cells = this.#cells;
    const parts = this.#parts;
    const row = this.row;
    for (let x = 0; x < row.length; x++) {
      const left = between[cells[x]];
      row[x] = (left + ((between[cells[x] + 1] - left) * parts[x] >> 8)) >> 8;
    }
  }
}

/** Where the middle of pixel `at` of `count` lies among `cells` cells. */
function positionOf(at: number, count: number, cells: number): number {
  return Math.min(cells - 1, Math.max(0, (at + 0.5) / count * cells - 0.5));
}

/** A row of what is behind, for row `y`. */
export type RowBehind = (y: number) => ArrayLike<number>;

/** Puts what is behind into `plane`, as far as `mask` (0–256, 256 is the person) lets it through. */
export function mix(plane: Plane, mask: Uint16Array, enlarger: Enlarger, behind: RowBehind): void {
  const { data, stride, step, width, height } = plane;
  const person = enlarger.row;
  for (let y = 0; y < height; y++) {
    enlarger.enlarge(mask, y);
    const row = behind(y);
    let at = plane.offset + y * stride;
    for (let x = 0; x < width; x++, at += step) {
      const share = person[x];
      if (share < 256) data[at] = (data[at] * share + row[x] * (256 - share)) >> 8;
    }
  }
}
