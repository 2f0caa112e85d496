import { expect } from "expect";
import {
  BackgroundMixer,
  type RawPicture,
  type Segmenter,
} from "../../../../lib/media/processing/background_mixer.ts";
import { GridBlur, gridSize, PersonMask } from "../../../../lib/media/processing/person_grid.ts";
import { drawnPlanes } from "../../../../lib/media/processing/picture_planes.ts";
import {
  byteLengthOf,
  Enlarger,
  type PlaneFormat,
  planesOf,
  shrink,
} from "../../../../lib/media/processing/planes.ts";

const formats: readonly PlaneFormat[] = ["I420", "NV12", "RGBA"];
const cells = gridSize.width * gridSize.height;
const colors = { isFullRange: true, isBt709: false };

/** A model that finds the person in the left half. */
class LeftHalf implements Segmenter {
  readonly input = new Float32Array(cells * 3);
  runs = 0;
  run(): Float32Array {
    this.runs++;
    return Float32Array.from({ length: cells }, (_, i) => i % gridSize.width < 128 ? 1 : 0);
  }
}

/** A picture whose channels have these values everywhere. */
function flat(format: PlaneFormat, width: number, height: number, values: number[]) {
  const data = new Uint8Array(byteLengthOf(format, width, height));
  planesOf(format, data, width, height).forEach((plane, i) => {
    for (let y = 0; y < plane.height; y++) {
      for (let x = 0; x < plane.width; x++) {
        data[plane.offset + y * plane.stride + x * plane.step] = values[i];
      }
    }
  });
  return { format, data, width, height, colors };
}

/** The value of each channel at a place, 0–1 of the width, halfway down. */
function at({ format, data, width, height }: RawPicture, across: number): number[] {
  return planesOf(format, data, width, height).map((plane) => {
    const x = Math.floor(across * plane.width);
    const y = Math.floor(plane.height / 2);
    return data[plane.offset + y * plane.stride + x * plane.step];
  });
}

Deno.test("BackgroundMixer.draw() keeps the person and replaces the rest, in every format and odd sizes too", () => {
  for (const format of formats) {
    for (const [width, height] of [[640, 360], [641, 361], [72, 128]]) {
      const red = (width: number, height: number) =>
        Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => [255, 0, 0, 255][i % 4]);
      const mixer = new BackgroundMixer(new LeftHalf(), { kind: "picture", picture: red });
      const drawn = mixer.draw(flat(format, width, height, [90, 100, 110]));
      expect([drawn.width, drawn.height]).toEqual([width, height]);
      const behind = format === "RGBA" ? [255, 0, 0] : [76, 85, 255];
      expect({ format, person: at(drawn, 0.1), rest: at(drawn, 0.9) })
        .toEqual({ format, person: [90, 100, 110], rest: behind });
      if (width < gridSize.width) continue;
      // A soft edge, where cells are larger than pixels.
      const [edge] = at(drawn, 0.5);
      expect(edge > Math.min(90, behind[0]) && edge < Math.max(90, behind[0])).toBe(true);
    }
  }
});

Deno.test("BackgroundMixer.draw() blurs what is behind, and leaves a flat wall as it was", () => {
  for (const format of formats) {
    const mixer = new BackgroundMixer(new LeftHalf(), { kind: "blur", strength: "strong" });
    const drawn = mixer.draw(flat(format, 640, 360, [90, 100, 110]));
    expect({ format, at: at(drawn, 0.9) }).toEqual({ format, at: [90, 100, 110] });
  }
});

Deno.test("BackgroundMixer halves the picture, then looks for the person in every other frame", () => {
  const model = new LeftHalf();
  const mixer = new BackgroundMixer(model, { kind: "blur", strength: "light" });
  const sizes: number[][] = [];
  for (const steps of [0, 1, 2, 2, 2]) {
    mixer.steps = steps;
    const drawn = mixer.draw(flat("I420", 1280, 720, [90, 100, 110]));
    expect(drawn.data.length).toBe(byteLengthOf("I420", drawn.width, drawn.height));
    sizes.push([drawn.width, drawn.height, model.runs]);
    expect(at(drawn, 0.1)).toEqual([90, 100, 110]);
  }
  expect(sizes).toEqual([
    [1280, 720, 1],
    [640, 360, 2],
    ...[[640, 360, 3], [640, 360, 3], [640, 360, 4]],
  ]);
});

Deno.test("the person leaves no glow in the blurred background", () => {
  const mask = new PersonMask();
  mask.update(new LeftHalf().run());
  // A white person before a black wall.
  const grid = Float32Array.from(mask.values, (share) => share > 0 ? 255 : 0);
  const blur = new GridBlur();
  blur.update([grid, grid, grid], mask.values, "strong");
  const row = blur.channels[0].subarray(72 * gridSize.width, 73 * gridSize.width);
  expect(Math.max(...row.subarray(129))).toBeLessThan(8);
});

Deno.test("PersonMask takes a first mask whole, and follows later ones without flicker", () => {
  const mask = new PersonMask();
  mask.update(new Float32Array(cells).fill(1));
  expect(mask.values[0]).toBe(256);
  mask.update(new Float32Array(cells));
  expect(mask.values[0]).toBeGreaterThan(0);
  expect(mask.values[0]).toBeLessThan(256);
  for (let i = 0; i < 8; i++) mask.update(new Float32Array(cells));
  expect(mask.values[0]).toBe(0);
});

Deno.test("Enlarger goes from cell to cell without a jump, and never beyond their values", () => {
  const grid = Uint16Array.from({ length: 4 * 3 }, (_, i) => i % 4 * 85);
  const enlarger = new Enlarger({ width: 4, height: 3 }, 40, 30);
  for (let y = 0; y < 30; y++) {
    enlarger.enlarge(grid, y);
    const row = [...enlarger.row];
    expect(row[0]).toBe(0);
    expect(row[39]).toBe(255);
    row.slice(1).forEach((value, i) => {
      expect(value - row[i]).toBeGreaterThanOrEqual(0);
      expect(value - row[i]).toBeLessThan(12);
    });
  }
});

Deno.test("shrink() sees a small picture of a large one", () => {
  const data = Uint8Array.from({ length: 64 * 32 }, (_, i) => i % 64 < 32 ? 10 : 200);
  const [plane] = planesOf("I420", new Uint8Array([...data, ...new Uint8Array(1024)]), 64, 32);
  const grid = new Float32Array(8);
  shrink(plane, grid, { width: 4, height: 2 });
  expect([...grid]).toEqual([10, 10, 200, 200, 10, 10, 200, 200]);
});

Deno.test("drawnPlanes() gives a picture the colours of the frame's range", () => {
  const white = (width: number, height: number) =>
    new Uint8ClampedArray(width * height * 4).fill(255);
  const lumaOf = (isFullRange: boolean) =>
    drawnPlanes(white, "NV12", 4, 4, { isFullRange, isBt709: true }).map(({ data }) => data[0]);
  expect(lumaOf(true)).toEqual([255, 128, 128]);
  expect(lumaOf(false)).toEqual([235, 128, 128]);
});
