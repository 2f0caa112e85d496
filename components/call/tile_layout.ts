/** The best grid for a number of tiles and a room of a size. Pure: no DOM. */

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
  /** Between two tiles. */
  readonly gap: number;
  /** Tiles smaller than this go to another page. */
  readonly smallestWidth: number;
  readonly smallestHeight: number;
  readonly mostPerPage: number;
  /** Width ÷ height: a tile is never narrower, never wider. */
  readonly narrowest: number;
  readonly widest: number;
}

/** What the call uses, but for the edge of a shared screen. */
export const roomyRules: LayoutRules = {
  gap: 8,
  smallestWidth: 148,
  smallestHeight: 104,
  mostPerPage: 25,
  narrowest: 0.9,
  widest: 16 / 9,
};

type Grid = Pick<TileLayout, "columns" | "rows" | "tileWidth" | "tileHeight">;

/** The area of one tile; a little less where the grid is a long row or column, for calm. */
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
 * Lays out `count` tiles in `box`: as large as can be; in pages of equal grids where they would
 * become too small, as evenly filled as can be. One tile a page at least, however small the box.
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
