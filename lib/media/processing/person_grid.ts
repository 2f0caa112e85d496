/** The small picture in which the person is found, and in which the background is blurred. */
import type { GridSize } from "./planes.ts";

/** The input of the model: `selfie_segmentation_landscape.tflite`. */
export const gridSize: GridSize = { width: 256, height: 144 };
const cells = gridSize.width * gridSize.height;

/** Probabilities from which on a cell begins to be the person, and is it wholly. */
const beginsAt = 0.3;
const isWholeAt = 0.75;

/** The share of a new mask in what is shown: less of it flickers less, and trails behind more. */
const newShare = 0.65;

/** How strongly the background is blurred: box blurs of so many cells to each side, one after the other. */
const boxes = { light: [2, 2], strong: [5, 5, 5] } as const;

/** How strongly the background is blurred. */
export type BlurStrength = keyof typeof boxes;

/** The colour matrix of a frame, as far as the model needs it. */
export type ColorModel = "rgb" | "yuv";

/** Writes what the model takes: red, green and blue, each 0–1, cell by cell. BT.601 is near enough. */
export function fillModelInput(
  [first, second, third]: readonly Float32Array[],
  model: ColorModel,
  input: Float32Array,
): void {
  for (let i = 0, at = 0; i < cells; i++, at += 3) {
    if (model === "rgb") {
      input[at] = first[i] / 255;
      input[at + 1] = second[i] / 255;
      input[at + 2] = third[i] / 255;
    } else {
      const luma = first[i];
      const blue = second[i] - 128;
      const red = third[i] - 128;
      input[at] = clamp01((luma + 1.402 * red) / 255);
      input[at + 1] = clamp01((luma - 0.344 * blue - 0.714 * red) / 255);
      input[at + 2] = clamp01((luma + 1.772 * blue) / 255);
    }
  }
}

/** Turns the model's probabilities into the mask, 0–256, smoothed over time. */
export class PersonMask {
  readonly #shares = new Float32Array(cells);
  #isFirst = true;
  readonly values = new Uint16Array(cells);

  update(probabilities: Float32Array): void {
    const share = this.#isFirst ? 1 : newShare;
    this.#isFirst = false;
    for (let i = 0; i < cells; i++) {
      const now = clamp01((probabilities[i] - beginsAt) / (isWholeAt - beginsAt));
      this.#shares[i] += (now - this.#shares[i]) * share;
      this.values[i] = Math.round(this.#shares[i] * 256);
    }
  }
}

/** Blurs the background alone, so that the person leaves no glow around itself. */
export class GridBlur {
  readonly #weights = new Float32Array(cells);
  readonly #blurredWeights = new Float32Array(cells);
  readonly #weighted = new Float32Array(cells);
  readonly #scratch = new Float32Array(cells);
  /** One for each channel, 0–255. */
  readonly channels = [0, 1, 2].map(() => new Uint16Array(cells));

  update(grids: readonly Float32Array[], mask: Uint16Array, strength: BlurStrength): void {
    const weights = this.#weights;
    // A little is left of the person: far inside there is nothing else.
    for (let i = 0; i < cells; i++) weights[i] = Math.max(0.01, 1 - mask[i] / 256);
    this.#blurredWeights.set(weights);
    this.#blur(this.#blurredWeights, strength);
    grids.forEach((grid, channel) => {
      const weighted = this.#weighted;
      for (let i = 0; i < cells; i++) weighted[i] = grid[i] * weights[i];
      this.#blur(weighted, strength);
      const values = this.channels[channel];
      for (let i = 0; i < cells; i++) {
        values[i] = Math.min(255, weighted[i] / this.#blurredWeights[i] + 0.5);
      }
    });
  }

  #blur(values: Float32Array, strength: BlurStrength): void {
    const { width, height } = gridSize;
    for (const radius of boxes[strength]) {
      for (let y = 0; y < height; y++) blurLine(values, this.#scratch, y * width, 1, width, radius);
      for (let x = 0; x < width; x++) blurLine(this.#scratch, values, x, width, height, radius);
    }
  }
}

/** The mean of `radius` cells to each side along one line; the edge's cell goes on beyond the edge. */
function blurLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  const last = start + (count - 1) * step;
  const scale = 1 / (2 * radius + 1);
  let sum = from[start] * (radius + 1);
  for (let i = 1; i <= radius; i++) sum += from[Math.min(last, start + i * step)];
  for (let i = 0, at = start; i < count; i++, at += step) {
    to[at] = sum * scale;
    sum += from[Math.min(last, at + (radius + 1) * step)] -
      from[Math.max(start, at - radius * step)];
  }
}

function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
