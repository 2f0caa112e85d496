/** The best grid for a number of tiles in a box. Pure: no DOM. */

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** All lengths in CSS pixels. */
export interface TileLayout {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly perPage: number;
  readonly pages: number;
}

interface LayoutRules {
  /** The gap between two tiles. */
  readonly gap: number;
  /** Tiles smaller than this go to another page. */
  readonly smallestWidth: number;
  readonly smallestHeight: number;
  readonly mostPerPage: number;
  /** The narrowest and widest shape of a tile, as width ÷ height. */
  readonly narrowest: number;
  readonly widest: number;
}

/** The rules of the call, except along a shared screen. */
export const roomyRules: LayoutRules = {
  gap: 8,
  smallestWidth: 148,
  smallestHeight: 104,
  mostPerPage: 25,
  narrowest: 0.9,
  widest: 16 / 9,
};

type Grid = Pick<TileLayout, "columns" | "rows" | "tileWidth" | "tileHeight">;

/** The area of one tile, minus a little for a long row or column: compact grids look calmer. */
function worth({ columns, rows, tileWidth, tileHeight }: Grid): number {
  return tileWidth * tileHeight * (1 - 0.15 * Math.abs(columns - rows) / (columns + rows));
}

/** The grid in which `count` tiles cover the most of the box. */
function bestGrid(count: number, box: Box, rules: LayoutRules): Grid {
  let best: Grid = { columns: 1, rows: 1, tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (box.width - rules.gap * (columns - 1)) / columns;
    const cellHeight = (box.height - rules.gap * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * rules.widest));
    const tileHeight = Math.floor(Math.min(cellHeight, cellWidth / rules.narrowest));
    const grid = { columns, rows, tileWidth, tileHeight };
    if (worth(grid) > worth(best)) best = grid;
  }
  return best;
}

/**
 * Lays out `count` tiles in `box`, as large as possible. Where they would be too small, they go on pages of equal grids,
 * filled as evenly as possible; a page has at least one tile, however small the box.
 */
export function layOutTiles(count: number, box: Box, rules = roomyRules): TileLayout {
  const isLargeEnough = (grid: Grid) =>
    grid.tileWidth >= rules.smallestWidth && grid.tileHeight >= rules.smallestHeight;
  let perPage = Math.max(1, Math.min(count, rules.mostPerPage));
  let grid = bestGrid(perPage, box, rules);
  while (perPage > 1 && !isLargeEnough(grid)) {
    perPage--;
    grid = bestGrid(perPage, box, rules);
  }
  const pages = Math.max(1, Math.ceil(count / perPage));
  const evenly = Math.max(1, Math.ceil(count / pages));
  if (evenly < perPage) {
    const evenGrid = bestGrid(evenly, box, rules);
    if (isLargeEnough(evenGrid)) [perPage, grid] = [evenly, evenGrid];
  }
  return { ...grid, perPage, pages };
}
