/** The pure steps of a recording: names, formats, places, and the file. */
import { expect } from "expect";
import { megabytes, timeWord } from "../../../../components/recording/recording_sizes.ts";
import { AppendFile, type SyncAccess } from "../../../../lib/media/recording/append_file.ts";
import { chooseFormat } from "../../../../lib/media/recording/recording_format.ts";
import {
  fileNameOf,
  parseFileName,
  savedNameOf,
} from "../../../../lib/media/recording/recording_name.ts";
import {
  type Box,
  fitPicture,
  maxTiles,
  placeTiles,
} from "../../../../lib/media/recording/tile_places.ts";

Deno.test("fileNameOf() is read by parseFileName(), which takes no other file for a recording", () => {
  const name = { startedAtMs: 1_764_000_000_000, slug: "마당-tea", ending: "mp4" };
  expect(parseFileName(fileNameOf(name))).toEqual(name);
  for (const other of ["", "tea.mp4", "12 tea", "x tea.mp4", "12 a b.mp4", "012 tea.mp4"]) {
    expect(parseFileName(other)).toBeNull();
  }
  const startedAtMs = new Date(2026, 10, 30, 16, 5).getTime();
  expect(savedNameOf({ ...name, startedAtMs })).toBe("마당-tea 2026-11-30 16.05.mp4");
});

Deno.test("chooseFormat() takes MP4 where the browser records it, else WebM, else nothing", () => {
  const chosen = (hasPictures: boolean, supported: RegExp) =>
    chooseFormat(hasPictures, (type) => supported.test(type));
  expect(chosen(true, /^video/)).toEqual({
    type: "video/mp4;codecs=avc1.42E01F,mp4a.40.2",
    ending: "mp4",
  });
  expect(chosen(true, /opus/)?.type).toBe("video/mp4;codecs=avc1.42E01F,opus");
  expect(chosen(true, /webm/)?.ending).toBe("webm");
  expect(chosen(false, /^audio/)?.ending).toBe("m4a");
  expect(chosen(false, /webm/)?.ending).toBe("webm");
  expect(chosen(false, /^video/)).toBeNull();
});

const size = { width: 1280, height: 720 };

function overlap(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width &&
    one.y < other.y + other.height && other.y < one.y + one.height;
}

Deno.test("placeTiles() keeps all tiles inside the picture, apart, and of one size", () => {
  for (const hasScreen of [false, true]) {
    for (let people = 1; people <= maxTiles; people++) {
      const { screen, people: boxes } = placeTiles(size, people, hasScreen);
      const all = [...boxes, ...screen ? [screen] : []];
      expect([boxes.length, screen !== null]).toEqual([people, hasScreen]);
      for (const box of all) {
        expect([box.x, box.y].every((start) => start >= 0)).toBe(true);
        expect(box.x + box.width).toBeLessThanOrEqual(size.width);
        expect(box.y + box.height).toBeLessThanOrEqual(size.height);
        expect(all.some((other) => other !== box && overlap(box, other))).toBe(false);
      }
      expect(new Set(boxes.map(({ width, height }) => `${width} ${height}`)).size).toBe(1);
    }
  }
  expect(placeTiles(size, 0, false).people).toEqual([]);
  // Two beside each other, four in a square.
  expect(placeTiles(size, 2, false).people.map(({ y }) => y)).toEqual([8, 8]);
  expect(new Set(placeTiles(size, 4, false).people.map(({ x }) => x)).size).toBe(2);
});

Deno.test("fitPicture() fills a tile where at most a quarter is lost, else shows the whole picture", () => {
  const box = { x: 10, y: 20, width: 400, height: 300 };
  const filled = fitPicture({ width: 640, height: 480 }, box);
  expect(filled).toEqual({ from: { x: 0, y: 0, width: 640, height: 480 }, to: box });
  // 16:9 in 4:3 loses a quarter.
  const cut = fitPicture({ width: 1600, height: 900 }, box);
  expect([cut.from.width, cut.to]).toEqual([1200, box]);
  const portrait = fitPicture({ width: 480, height: 640 }, box);
  expect(portrait.from.height).toBe(640);
  expect(portrait.to).toEqual({ x: 97.5, y: 20, width: 225, height: 300 });
  expect(fitPicture({ width: 1600, height: 900 }, box, true).from.width).toBe(1600);
});

/** A disk with room for so many bytes; it may take a part of a write. */
class FakeAccess implements SyncAccess {
  bytes: number[] = [];
  readonly done: string[] = [];
  constructor(public room: number, readonly most = Infinity) {}

  write(bytes: Uint8Array, { at }: { at: number }): number {
    const written = bytes.subarray(0, this.most);
    if (at + written.length > this.room) {
      // Half of it may be there already.
      this.bytes.splice(at, Infinity, ...written.subarray(0, this.room - at));
      throw new DOMException("Full", "QuotaExceededError");
    }
    this.bytes.splice(at, written.length, ...written);
    return written.length;
  }
  truncate(size: number): void {
    this.bytes.length = size;
  }
  flush(): void {
    this.done.push("flush");
  }
  close(): void {
    this.done.push("close");
  }
}

function chunk(...bytes: number[]): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

Deno.test("AppendFile puts each chunk on the disk at once, and survives a full one with what it has", () => {
  const access = new FakeAccess(7, 2);
  const file = new AppendFile(access);
  expect([file.append(chunk(1, 2, 3)), file.append(chunk(4, 5))]).toEqual([null, null]);
  expect([file.bytes, access.bytes, access.done]).toEqual([5, [1, 2, 3, 4, 5], ["flush", "flush"]]);
  expect(file.append(chunk(6, 7, 8))).toBe("full");
  expect([file.bytes, access.bytes]).toEqual([5, [1, 2, 3, 4, 5]]);
  expect(access.done.at(-1)).toBe("close");
  // What still comes is dropped, and nothing closes twice.
  expect(file.append(chunk(9))).toBeNull();
  file.close();
  expect([access.bytes.length, access.done.filter((one) => one === "close").length]).toEqual([
    5,
    1,
  ]);
});

Deno.test("timeWord() and megabytes() are short", () => {
  expect([0, 7, 750, 3723].map(timeWord)).toEqual(["0:00", "0:07", "12:30", "1:02:03"]);
  expect([0, 1, 2_345_678, 45_600_000].map((bytes) => megabytes(bytes, "en")))
    .toEqual(["0 MB", "0.1 MB", "2.3 MB", "46 MB"]);
});
