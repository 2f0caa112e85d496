import { Enlarger, halve, mix, type Plane, type PlaneFormat, planesOf, shrink } from "./planes.ts";
import { byteLengthOf } from "./planes.ts";
import {
  type BlurStrength,
  fillModelInput,
  GridBlur,
  gridSize,
  PersonMask,
} from "./person_grid.ts";
import { drawnPlanes, type FrameColors, type PictureSource } from "./picture_planes.ts";

/** The background. */
export type Background =
  | { readonly kind: "blur"; readonly strength: BlurStrength }
  | { readonly kind: "picture"; readonly picture: PictureSource };

/** Finds the person in a small picture. */
export interface Segmenter {
  /** 256 × 144 × 3 values, 0–1, to be filled before `run`. */
  readonly input: Float32Array;
  /** Runs the model. Returns 256 × 144 probabilities, which the next run overwrites. */
  run(): Float32Array;
}

/** A picture as the mixer takes and gives it. */
export interface RawPicture {
  readonly format: PlaneFormat;
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly colors: FrameColors;
}

/** Work that is left out, step by step, where frames take too long. */
export const mostSteps = 2;

/** Buffers for one size and format of frames. */
interface Fitted {
  readonly key: string;
  readonly enlargers: readonly { readonly mask: Enlarger; readonly behind: Enlarger }[];
}

/** Puts a background behind a person, frame by frame. */
export class BackgroundMixer {
  readonly #segmenter: Segmenter;
  readonly #grids = [0, 1, 2].map(() => new Float32Array(gridSize.width * gridSize.height));
  readonly #blur = new GridBlur();
  readonly #mask = new PersonMask();
  #background: Background;
  #fitted: Fitted | null = null;
  #drawn: { readonly key: string; readonly planes: readonly Plane[] } | null = null;
  #half = new Uint8Array();
  #frames = 0;
  /** 0: everything. 1: half the width and height. 2: the person is looked for in every other frame only. */
  steps = 0;

  constructor(segmenter: Segmenter, background: Background) {
    this.#segmenter = segmenter;
    this.#background = background;
  }

  setBackground(background: Background): void {
    this.#background = background;
    this.#drawn = null;
  }

  /** The picture with the background in it. Its bytes are those of `frame`, changed in place, or a buffer of the mixer's. */
  draw(frame: RawPicture): RawPicture {
    const picture = this.steps > 0 ? this.#halved(frame) : frame;
    const { format, data, width, height } = picture;
    const planes = planesOf(format, data, width, height);
    planes.forEach((plane, i) => shrink(plane, this.#grids[i], gridSize));
    if (this.#frames++ % (this.steps > 1 ? 2 : 1) === 0) {
      fillModelInput(this.#grids, format === "RGBA" ? "rgb" : "yuv", this.#segmenter.input);
      this.#mask.update(this.#segmenter.run());
    }
    const { enlargers } = this.#fit(picture, planes);
    const background = this.#background;
    const mask = this.#mask.values;
    if (background.kind === "blur") {
      this.#blur.update(this.#grids, mask, background.strength);
      planes.forEach((plane, i) => {
        const grid = this.#blur.channels[i];
        const { behind } = enlargers[i];
        mix(plane, mask, enlargers[i].mask, (y) => {
          // A blurred row looks like the one above.
          if (y % 2 === 0) behind.enlarge(grid, y);
          return behind.row;
        });
      });
    } else {
      const drawn = this.#draw(background.picture, picture);
      planes.forEach((plane, i) => mix(plane, mask, enlargers[i].mask, rowsOf(drawn[i])));
    }
    return picture;
  }

  #halved(frame: RawPicture): RawPicture {
    const { format, width, height } = frame;
    // Even, so that the colours of I420 have a size of their own.
    const half = { width: width >> 2 << 1, height: height >> 2 << 1 };
    const bytes = byteLengthOf(format, half.width, half.height);
    if (this.#half.length !== bytes) this.#half = new Uint8Array(bytes);
    const to = planesOf(format, this.#half, half.width, half.height);
    planesOf(format, frame.data, width, height).forEach((plane, i) => halve(plane, to[i]));
    if (format === "RGBA") { for (let at = 3; at < bytes; at += 4) this.#half[at] = 255; }
    return { ...frame, ...half, data: this.#half };
  }

  #fit({ format, width, height }: RawPicture, planes: readonly Plane[]): Fitted {
    const key = `${format} ${width} ${height}`;
    if (this.#fitted?.key === key) return this.#fitted;
    const enlargers = planes.map(({ width, height }) => ({
      mask: new Enlarger(gridSize, width, height),
      behind: new Enlarger(gridSize, width, height),
    }));
    return this.#fitted = { key, enlargers };
  }

  #draw(source: PictureSource, { format, width, height, colors }: RawPicture): readonly Plane[] {
    const key = `${format} ${width} ${height} ${colors.isFullRange} ${colors.isBt709}`;
    if (this.#drawn?.key !== key) {
      this.#drawn = { key, planes: drawnPlanes(source, format, width, height, colors) };
    }
    return this.#drawn.planes;
  }
}

function rowsOf({ data, offset, stride, width }: Plane): (y: number) => Uint8Array {
  return (y) => data.subarray(offset + y * stride, offset + y * stride + width);
}
