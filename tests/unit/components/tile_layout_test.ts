import { expect } from "expect";
import { layOutTiles, roomyRules } from "../../../components/call/tile_layout.ts";

const laptop = { width: 1424, height: 760 };
const phone = { width: 344, height: 580 };

Deno.test("layOutTiles() puts two tiles side by side, and four and nine in squares", () => {
  const grids = [1, 2, 4, 9].map((count) => {
    const { columns, rows, pages } = layOutTiles(count, laptop);
    return [columns, rows, pages];
  });
  expect(grids).toEqual([[1, 1, 1], [2, 1, 1], [2, 2, 1], [3, 3, 1]]);
});

Deno.test("layOutTiles() stacks two on a phone held upright", () => {
  expect(layOutTiles(2, phone)).toMatchObject({ columns: 1, rows: 2 });
});

Deno.test("layOutTiles() never leaves the box, whatever the number and the size", () => {
  for (let count = 1; count <= 60; count++) {
    for (const box of [laptop, phone, { width: 320, height: 240 }, { width: 200, height: 900 }]) {
      const { columns, rows, tileWidth, tileHeight, perPage } = layOutTiles(count, box);
      expect(columns * tileWidth + (columns - 1) * roomyRules.gap).toBeLessThanOrEqual(box.width);
      expect(rows * tileHeight + (rows - 1) * roomyRules.gap).toBeLessThanOrEqual(box.height);
      expect(columns * rows).toBeGreaterThanOrEqual(perPage);
    }
  }
});

Deno.test("layOutTiles() makes pages before tiles become too small, and shows each person once", () => {
  const { perPage, pages, tileWidth, tileHeight } = layOutTiles(25, phone);
  expect(tileWidth).toBeGreaterThanOrEqual(roomyRules.smallestWidth);
  expect(tileHeight).toBeGreaterThanOrEqual(roomyRules.smallestHeight);
  expect(pages).toBe(Math.ceil(25 / perPage));
  expect(pages).toBeGreaterThan(1);
});

Deno.test("layOutTiles() fills pages evenly: no person is alone on the last one", () => {
  const phone = { width: 344, height: 544 };
  const shownOnLast = (count: number) => {
    const { perPage, pages } = layOutTiles(count, phone);
    return { pages, first: perPage, last: count - perPage * (pages - 1) };
  };
  expect(shownOnLast(9)).toEqual({ pages: 2, first: 5, last: 4 });
  expect(shownOnLast(25)).toEqual({ pages: 4, first: 7, last: 4 });
});

Deno.test("layOutTiles() keeps tiles between its narrowest and its widest shape", () => {
  for (const box of [{ width: 2000, height: 300 }, { width: 300, height: 2000 }]) {
    const { tileWidth, tileHeight } = layOutTiles(1, box);
    expect(tileWidth / tileHeight).toBeLessThanOrEqual(roomyRules.widest + 0.01);
    expect(tileWidth / tileHeight).toBeGreaterThanOrEqual(roomyRules.narrowest - 0.01);
  }
});

Deno.test("layOutTiles() takes a box without size and a call without people", () => {
  expect(layOutTiles(3, { width: 0, height: 0 })).toMatchObject({ perPage: 1, pages: 3 });
  expect(layOutTiles(0, laptop)).toMatchObject({ pages: 1 });
});
