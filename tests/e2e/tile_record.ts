/** Every state that a page's list of participants was in, as a person watching it would have seen it. */
import { expect } from "expect";
import type { Page } from "playwright-core";

/** One item of the list. */
export interface SeenTile {
  name: string;
  /** The same for a seat, whatever the generation. */
  seat: string;
  /** The element itself: another number is another element. */
  element: number;
  isReconnecting: boolean;
}

/** The list after a change, `atMs` on the page's clock. */
export interface SeenList {
  atMs: number;
  tiles: SeenTile[];
}

/** One seat after a change; `null`: no tile. */
export interface SeenSeat {
  atMs: number;
  tile: SeenTile | null;
}

declare global {
  var tileRecord: SeenList[];
}

/** Notes the list now, and from now on whenever anything in it changes. */
export async function recordTiles(page: Page): Promise<void> {
  await page.evaluate(() => {
    const record: SeenList[] = globalThis.tileRecord = [];
    const elements = new Map<Element, number>();
    const numberOf = (element: Element) => {
      const number = elements.get(element) ?? elements.size;
      elements.set(element, number);
      return number;
    };
    const note = () => {
      const items = document.querySelectorAll(`ul[aria-label="People"] > li`);
      const tiles = [...items].map((item) => {
        const aboutId = item.getAttribute("aria-describedby") ?? "";
        const about = document.getElementById(aboutId)?.textContent ?? "";
        return {
          name: item.getAttribute("aria-label") ?? "",
          seat: aboutId,
          element: numberOf(item),
          isReconnecting: about.includes("reconnecting"),
        };
      });
      const last = record.at(-1);
      if (last && JSON.stringify(last.tiles) === JSON.stringify(tiles)) return;
      record.push({ atMs: performance.now(), tiles });
    };
    note();
    // It runs after each batch of changes and before the next painting: nothing visible is missed.
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}

/**
 * The record of the seat of the person called `name`, from its first tile on. Fails where any
 * seat had two tiles at once, or any person a second name.
 */
export async function seatRecord(page: Page, name: string): Promise<SeenSeat[]> {
  const record = await page.evaluate(() => globalThis.tileRecord);
  for (const { tiles } of record) {
    const seats = tiles.map((tile) => tile.seat);
    expect(seats).toEqual([...new Set(seats)]);
    expect(tiles.filter((tile) => / \(\d+\)$/.test(tile.name))).toEqual([]);
  }
  const seat = record.flatMap(({ tiles }) => tiles).find((tile) => tile.name === name)?.seat;
  if (seat === undefined) throw new Error(`No person called ${name} was ever listed`);
  const seen = record.map(({ atMs, tiles }) => ({
    atMs,
    tile: tiles.find((tile) => tile.seat === seat) ?? null,
  }));
  return seen.slice(seen.findIndex(({ tile }) => tile !== null));
}

/** Fails where the list was ever longer, as far as it was recorded. */
export async function neverMoreThan(page: Page, count: number): Promise<void> {
  const record = await page.evaluate(() => globalThis.tileRecord);
  expect(Math.max(...record.map(({ tiles }) => tiles.length))).toBeLessThanOrEqual(count);
}

/** How long a tile stays after its participant left. */
export const holdMs = 3000;

/**
 * Fails where the person's tile ever went without having been held, marked reconnecting. It may go: on a busy machine a switch
 * takes longer than the hold, of which half is enough here, since the mark is drawn later than the hold begins.
 */
export async function isHeldBeforeItGoes(page: Page, name: string): Promise<void> {
  expect(shortestHoldMs(await seatRecord(page, name))).toBeGreaterThan(holdMs / 2);
}

/** How long a tile was marked reconnecting before it went, at least; 0 where one just vanished. */
function shortestHoldMs(seen: readonly SeenSeat[]): number {
  let shortestMs = Infinity;
  let sinceMs: number | null = null;
  for (const { atMs, tile } of seen) {
    if (tile === null) shortestMs = Math.min(shortestMs, sinceMs === null ? 0 : atMs - sinceMs);
    sinceMs = tile?.isReconnecting ? sinceMs ?? atMs : null;
  }
  return shortestMs;
}
