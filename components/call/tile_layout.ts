/**
 * The place of each tile in the room of the call: the largest tiles in which a picture loses a quarter at most. Pure: no DOM.
 * All lengths are CSS pixels.
 */

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** A place in the room, from its upper left corner. */
export interface Place extends Box {
  readonly x: number;
  readonly y: number;
}

/** Equal tiles in rows, and in pages where they would become too small. */
export interface TileGrid {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly perPage: number;
  readonly pages: number;
}

interface GridRules {
  /** Tiles of less worth go to another page. */
  readonly smallest: Pick<Grid, "tileWidth" | "tileHeight">;
  readonly mostPerPage: number;
  /** A window that is held upright, where many cameras are too. */
  readonly isUpright: boolean;
}

/** Between two tiles. */
export const gap = 8;

/** The shapes of tiles, width ÷ height: a camera of 4:3 or 16:9 loses at most a quarter in any tile between. */
export const narrowest = 4 / 3;
export const widest = 16 / 9;

/** In a window that is held upright tiles may be as narrow as this, where that makes pictures larger. */
const narrowestUpright = 3 / 4;

/** The least part of its longer side that a picture keeps; one that would lose more in its tile is shown whole. */
export const leastKept = 3 / 4;

export const roomyRules: GridRules = {
  smallest: { tileWidth: 148, tileHeight: 104 },
  mostPerPage: 25,
  isUpright: false,
};
const edgeRules: GridRules = { ...roomyRules, smallest: { tileWidth: 96, tileHeight: 72 } };

/** The buttons that turn pages, with the space above them. */
const pagerHeight = 52;

type Grid = Omit<TileGrid, "perPage" | "pages">;
type TileSize = GridRules["smallest"];

/** The largest tiles of `columns` in a row, no narrower than `least`; `null` where there is no room. */
export function gridOf(count: number, columns: number, box: Box, least = narrowest): Grid | null {
  const rows = Math.ceil(count / columns);
  const cellWidth = (box.width - gap * (columns - 1)) / columns;
  const cellHeight = Math.floor((box.height - gap * (rows - 1)) / rows);
  const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * widest));
  const tileHeight = Math.min(cellHeight, Math.floor(tileWidth / least));
  return tileWidth > 0 && tileHeight > 0 ? { columns, rows, tileWidth, tileHeight } : null;
}

/** The area in which a picture of this shape is seen in a tile. */
function shownArea({ tileWidth, tileHeight }: TileSize, shape: number): number {
  const stretch = shape * tileHeight / tileWidth;
  const kept = Math.min(stretch, 1 / stretch);
  // Whole, it leaves of the tile what it would have lost.
  return tileWidth * tileHeight * (kept < leastKept ? kept : 1);
}

/** The area of a tile; in a window held upright, that of the pictures of a laptop and of a phone in it. */
export function worthOf(tile: TileSize, isUpright: boolean): number {
  return isUpright
    ? shownArea(tile, widest) + shownArea(tile, 1 / widest)
    : tile.tileWidth * tile.tileHeight;
}

/** The grid of most worth. */
function bestGrid(count: number, box: Box, { isUpright }: Pick<GridRules, "isUpright">): Grid {
  let best: Grid = { columns: 1, rows: 1, tileWidth: 0, tileHeight: 0 };
  let most = 0;
  for (let columns = 1; columns <= count; columns++) {
    for (const least of isUpright ? [narrowest, narrowestUpright] : [narrowest]) {
      const grid = gridOf(count, columns, box, least);
      const worth = grid ? worthOf(grid, isUpright) : 0;
      if (grid && worth > most) [best, most] = [grid, worth];
    }
  }
  return best;
}

/** How many tiles one page of `box` holds. One at least, however small it is. Fewer tiles are never of less worth. */
export function roomFor(box: Box, rules = rulesFor(box)): number {
  const { isUpright, smallest, mostPerPage } = rules;
  const least = worthOf(smallest, isUpright);
  let count = mostPerPage;
  while (count > 1 && worthOf(bestGrid(count, box, rules), isUpright) < least) count--;
  return count;
}

/** Lays out `count` tiles in `box`: as large as can be, in pages as evenly filled as can be. */
export function layOutTiles(count: number, box: Box, rules = rulesFor(box)): TileGrid {
  const pages = Math.max(1, Math.ceil(count / roomFor(box, rules)));
  const perPage = Math.max(1, Math.ceil(count / pages));
  return { ...bestGrid(perPage, box, rules), perPage, pages };
}

/** The rules of equal tiles that have all of a room. */
export function rulesFor(room: Box): GridRules {
  return { ...roomyRules, isUpright: !isWide(room) };
}

/** The places of `count` tiles of a grid, in the middle of `area`, short rows in the middle of their row. */
function placesOf(grid: Grid, count: number, area: Place): Place[] {
  const { columns, tileWidth: width, tileHeight: height } = grid;
  const rows = Math.ceil(count / columns);
  const top = area.y + (area.height - rows * (height + gap) + gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.x + (area.width - inRow * (width + gap) + gap) / 2;
    return {
      x: Math.round(left + (index % columns) * (width + gap)),
      y: Math.round(top + row * (height + gap)),
      width,
      height,
    };
  });
}

/** The things that need a place. */
export interface YardContent {
  /** `grid`: all alike. `stage`: the stage takes the room, the others line its edge. `beside`: each takes half of it. */
  readonly shape: "grid" | "stage" | "beside";
  readonly hasScreen: boolean;
  /** How many people are on the stage, and how many are not. */
  readonly onStage: number;
  readonly others: number;
  /** The page of the others, from 0 on; one that is not there is the last. */
  readonly page: number;
}

/** The place of each of them. */
export interface YardPlan {
  readonly screen: Place | null;
  readonly stage: readonly Place[];
  /** The others of this page. */
  readonly tiles: readonly Place[];
  readonly perPage: number;
  readonly pages: number;
  readonly page: number;
  /** The buttons that turn pages; `null` where there is one page. */
  readonly pager: Place | null;
}

/** Places the stage and the others in `box`. */
export function planYard(content: YardContent, box: Box): YardPlan {
  const room: Place = { x: 0, y: 0, ...box };
  if (content.shape === "grid") {
    // A shared screen is a tile among others, and the first.
    return planGrid(content, room, rulesFor(box));
  }
  const isUpright = !isWide(room);
  const [stageArea, edge] = splitRoom(content, room);
  return {
    ...planGrid({ ...content, hasScreen: false }, edge, { ...rulesOfEdge(content), isUpright }),
    ...planStage(content, stageArea, isUpright),
  };
}

function rulesOfEdge({ shape }: YardContent): GridRules {
  return shape === "beside" ? roomyRules : edgeRules;
}

/** Wide enough for two parts beside each other; else one is below the other. */
function isWide({ width, height }: Box): boolean {
  return width >= 1.2 * height;
}

/** The stage's part of the room, and the others'. */
function splitRoom({ shape, others }: YardContent, room: Place): [Place, Place] {
  if (others === 0) return [room, { ...room, width: 0, height: 0 }];
  const isRow = isWide(room);
  const length = isRow ? room.width : room.height;
  const half = (length - gap) / 2;
  const edge = isRow
    ? Math.min(half, Math.max(180, Math.min(0.2 * length, 300)))
    : Math.min(half, Math.max(96, Math.min(0.26 * length, 240)));
  return split(room, isRow, length - gap - (shape === "beside" ? half : edge));
}

function split(area: Place, isRow: boolean, first: number): [Place, Place] {
  return isRow
    ? [
      { ...area, width: first },
      { ...area, x: area.x + first + gap, width: area.width - first - gap },
    ]
    : [
      { ...area, height: first },
      { ...area, y: area.y + first + gap, height: area.height - first - gap },
    ];
}

/** A screen takes two thirds of the stage where people are on it too. */
function planStage(
  { hasScreen, onStage }: YardContent,
  area: Place,
  isUpright: boolean,
): Pick<YardPlan, "screen" | "stage"> {
  if (!hasScreen) return { screen: null, stage: largeTiles(onStage, area, isUpright) };
  if (onStage === 0) return { screen: area, stage: [] };
  const isRow = isWide(area);
  const [screen, people] = split(area, isRow, (isRow ? area.width : area.height) * 2 / 3);
  return { screen, stage: largeTiles(onStage, people, isUpright) };
}

/** One person alone may be as tall as a window that is held upright, since a phone's camera is. */
function largeTiles(count: number, area: Place, isUpright: boolean): Place[] {
  if (count === 1 && area.height > area.width / narrowest) return [rounded(area)];
  return placesOf(bestGrid(count, area, { isUpright }), count, area);
}

function rounded({ x, y, width, height }: Place): Place {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.floor(width),
    height: Math.floor(height),
  };
}

function planGrid({ others, hasScreen, page }: YardContent, area: Place, rules: GridRules) {
  const extra = hasScreen ? 1 : 0;
  const whole = layOutTiles(others + extra, area, rules);
  if (whole.pages === 1) {
    const places = others + extra === 1
      ? largeTiles(1, area, rules.isUpright)
      : placesOf(whole, others + extra, area);
    return {
      ...{ screen: hasScreen ? places[0] : null, stage: [], tiles: places.slice(extra) },
      ...{ perPage: Math.max(1, others), pages: 1, page: 0, pager: null },
    };
  }
  const [upper, pager] = split(area, false, area.height - pagerHeight - gap);
  // A shared screen stands on every page.
  const most = Math.max(1, roomFor(upper, rules) - extra);
  const pages = Math.ceil(others / most);
  const perPage = Math.ceil(others / pages);
  const grid = bestGrid(perPage + extra, upper, rules);
  const shown = Math.min(page, pages - 1);
  const count = Math.min(perPage, others - shown * perPage);
  const places = placesOf(grid, count + extra, upper);
  return {
    ...{ screen: hasScreen ? places[0] : null, stage: [], tiles: places.slice(extra) },
    ...{ perPage, pages, page: shown, pager: pages > 1 ? pager : null },
  };
}
