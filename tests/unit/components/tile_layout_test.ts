import { expect } from "expect";
import fc from "fast-check";
import {
  type Box,
  gap,
  gridOf,
  layOutTiles,
  narrowest,
  type Place,
  planYard,
  roomFor,
  rulesFor,
  widest,
  worthOf,
  type YardContent,
  type YardPlan,
} from "../../../components/call/tile_layout.ts";

const laptop = { width: 1424, height: 760 };
const phone = { width: 344, height: 580 };

const boxes = fc.record({
  width: fc.integer({ min: 280, max: 3400 }),
  height: fc.integer({ min: 140, max: 1500 }),
});
const contents = fc.record({
  shape: fc.constantFrom("grid" as const, "stage" as const, "beside" as const),
  hasScreen: fc.boolean(),
  onStage: fc.nat({ max: 4 }),
  others: fc.nat({ max: 60 }),
  page: fc.nat({ max: 9 }),
}).map((content): YardContent =>
  content.shape === "grid" ? { ...content, onStage: 0, others: content.others + 1 } : content
);

const everything = ({ screen, stage, tiles, pager }: YardPlan) => [
  ...(screen ? [screen] : []),
  ...stage,
  ...tiles,
  ...(pager ? [pager] : []),
];

Deno.test("layOutTiles() takes one, two, four and nine in their natural grids", () => {
  const grids = [1, 2, 4, 9].map((count) => {
    const { columns, rows, pages } = layOutTiles(count, laptop);
    return [columns, rows, pages];
  });
  expect(grids).toEqual([[1, 1, 1], [2, 1, 1], [2, 2, 1], [3, 3, 1]]);
});

Deno.test("layOutTiles() stacks two on a phone held upright", () => {
  expect(layOutTiles(2, phone)).toMatchObject({ columns: 1, rows: 2 });
});

Deno.test("layOutTiles() takes the largest tiles that there are, between 4:3 and 16:9 in a wide window", () => {
  fc.assert(fc.property(boxes, fc.integer({ min: 1, max: 60 }), (box, count) => {
    const { isUpright } = rulesFor(box);
    const grid = layOutTiles(count, box);
    const { tileWidth, tileHeight, perPage } = grid;
    expect(tileWidth / tileHeight).toBeLessThanOrEqual(widest);
    expect(tileWidth / tileHeight).toBeGreaterThanOrEqual(isUpright ? 3 / 4 : narrowest);
    for (let columns = 1; columns <= perPage; columns++) {
      const other = gridOf(perPage, columns, box);
      if (!other) continue;
      expect(worthOf(other, isUpright)).toBeLessThanOrEqual(worthOf(grid, isUpright));
      if (isUpright) continue;
      expect(other.tileWidth * other.tileHeight).toBeLessThanOrEqual(tileWidth * tileHeight);
    }
  }));
});

Deno.test("layOutTiles() turns pages before tiles become too small, and shows everyone once", () => {
  fc.assert(fc.property(boxes, fc.integer({ min: 1, max: 60 }), (box, count) => {
    const { isUpright, smallest } = rulesFor(box);
    const { perPage, pages, ...grid } = layOutTiles(count, box);
    expect(pages).toBe(Math.ceil(count / perPage));
    expect(perPage).toBeLessThanOrEqual(roomFor(box));
    if (perPage === 1) return;
    expect(worthOf(grid, isUpright)).toBeGreaterThanOrEqual(worthOf(smallest, isUpright));
  }));
});

Deno.test("layOutTiles() on a phone held upright takes narrow tiles where the pictures of phones are larger in them", () => {
  expect(layOutTiles(2, phone)).toMatchObject({ tileWidth: 344, tileHeight: 258 });
  expect(layOutTiles(5, phone)).toMatchObject({ columns: 2, rows: 3, tileWidth: 168 });
  expect(layOutTiles(5, phone).tileHeight).toBeGreaterThan(168);
});

Deno.test("layOutTiles() fills pages evenly: nobody is left alone on the last one", () => {
  for (let count = 1; count < 40; count++) {
    const { perPage, pages } = layOutTiles(count, phone);
    expect(perPage * pages - count).toBeLessThan(pages);
  }
});

Deno.test("layOutTiles() takes a box without size and a call without people", () => {
  expect(layOutTiles(3, { width: 0, height: 0 })).toMatchObject({ perPage: 1, pages: 3 });
  expect(layOutTiles(0, laptop)).toMatchObject({ pages: 1 });
});

const isWithin = (place: Place, box: Box) =>
  place.x >= 0 && place.y >= 0 && place.width > 0 && place.height > 0 &&
  place.x + place.width <= box.width + 1 && place.y + place.height <= box.height + 1;

const overlap = (a: Place, b: Place) =>
  a.x < b.x + b.width - 1 && b.x < a.x + a.width - 1 &&
  a.y < b.y + b.height - 1 && b.y < a.y + a.height - 1;

Deno.test("planYard() leaves nothing outside the room, and nothing over another", () => {
  fc.assert(
    fc.property(contents, boxes, (content, box) => {
      const places = everything(planYard(content, box));
      expect(places.filter((place) => !isWithin(place, box))).toEqual([]);
      const clashes = places.flatMap((place, index) =>
        places.slice(index + 1).filter((other) => overlap(place, other)).map((
          other,
        ) => [place, other])
      );
      expect(clashes).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

Deno.test("planYard() shows everybody once over its pages, and all of the stage on each", () => {
  fc.assert(fc.property(contents, boxes, (content, box) => {
    const { pages, perPage } = planYard(content, box);
    let seen = 0;
    for (let page = 0; page < pages; page++) {
      const plan = planYard({ ...content, page }, box);
      expect(plan.stage.length).toBe(content.onStage);
      expect(plan.screen !== null).toBe(content.hasScreen);
      expect(plan).toMatchObject({ page, pages, perPage });
      expect(plan.tiles.length).toBeLessThanOrEqual(perPage);
      seen += plan.tiles.length;
    }
    expect(seen).toBe(content.others);
    // A page that is gone is the last one.
    expect(planYard({ ...content, page: pages }, box).page).toBe(pages - 1);
  }));
});

Deno.test("planYard() keeps the tiles of a window that is wide between 4:3 and 16:9", () => {
  fc.assert(fc.property(contents, boxes, (content, box) => {
    if (box.width < box.height * widest) return;
    for (const { width, height } of planYard(content, box).tiles) {
      expect(width / height).toBeLessThanOrEqual(widest + 0.02);
      expect(width / height).toBeGreaterThanOrEqual(content.others === 1 ? 0 : narrowest - 0.02);
    }
  }));
});

Deno.test("planYard() gives the stage the room: the others line the right edge, or the lower one of a phone", () => {
  const content = { shape: "stage", hasScreen: true, onStage: 0, others: 3, page: 0 } as const;
  const wide = planYard(content, laptop);
  expect(wide.screen).toMatchObject({ x: 0, y: 0, height: 760 });
  for (const { x } of wide.tiles) expect(x).toBeGreaterThan((wide.screen?.width ?? 0) + gap - 1);
  const upright = planYard(content, phone);
  expect(upright.screen).toMatchObject({ x: 0, y: 0, width: 344 });
  for (const { y } of upright.tiles) expect(y).toBeGreaterThan(upright.screen?.height ?? 0);
});

Deno.test("planYard() gives half of the room to each of two sides", () => {
  const plan = planYard(
    { shape: "beside", hasScreen: true, onStage: 0, others: 4, page: 0 },
    laptop,
  );
  expect(plan.screen).toEqual({ x: 0, y: 0, width: 708, height: 760 });
  expect(Math.min(...plan.tiles.map(({ x }) => x))).toBeGreaterThanOrEqual(716);
});

Deno.test("planYard() lets one person on a phone be as tall as the stage", () => {
  const plan = planYard(
    { shape: "stage", hasScreen: false, onStage: 1, others: 2, page: 0 },
    phone,
  );
  expect(plan.stage[0].width).toBe(344);
  expect(plan.stage[0].height).toBeGreaterThan(400);
});
