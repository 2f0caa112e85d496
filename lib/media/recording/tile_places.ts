/** Where tiles stand in a recorded picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** More tiles than that would be too small to see. */
export const maxTiles = 16;

const gap = 8;

/** A shared screen takes so much of the width, and people line its edge. */
const screenShare = 0.78;

/** The boxes of `people` tiles, and of the shared screen where there is one, in a picture of this size. */
export function placeTiles(
  { width, height }: { readonly width: number; readonly height: number },
  people: number,
  hasScreen: boolean,
): { readonly screen: Box | null; readonly people: readonly Box[] } {
  const whole = { x: gap, y: gap, width: width - gap, height: height - gap };
  if (!hasScreen) return { screen: null, people: gridIn(whole, people) };
  const left = Math.round(whole.width * screenShare);
  return {
    screen: { ...whole, width: left - gap, height: whole.height - gap },
    people: gridIn({ ...whole, x: gap + left, width: whole.width - left }, people),
  };
}

/** The grid with the largest tiles; a short last row stands in the middle. Each cell ends with a gap. */
function gridIn(room: Box, count: number): Box[] {
  const columns = bestColumns(room, count);
  const rows = Math.ceil(count / columns);
  const cell = { width: room.width / columns, height: room.height / rows };
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const start = (columns - inRow) * cell.width / 2;
    return {
      x: Math.round(room.x + start + (index % columns) * cell.width),
      y: Math.round(room.y + row * cell.height),
      width: Math.round(cell.width - gap),
      height: Math.round(cell.height - gap),
    };
  });
}

/** A picture's shape, for which tiles should have most room. */
const shape = 16 / 9;

function bestColumns(room: Box, count: number): number {
  let best = { columns: 1, width: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const width = Math.min(room.width / columns, shape * room.height / rows);
    if (width > best.width) best = { columns, width };
  }
  return best.columns;
}

/** A quarter of a picture may be lost, and no more: then it is shown whole. */
const mostLost = 0.25;

/** The part of a picture of this size that is drawn into `box`, and where: it fills the box where little is lost, unless `isWhole`. */
export function fitPicture(
  picture: { readonly width: number; readonly height: number },
  box: Box,
  isWhole = false,
): { readonly from: Box; readonly to: Box } {
  const fill = Math.max(box.width / picture.width, box.height / picture.height);
  const kept = { width: box.width / fill, height: box.height / fill };
  const lost = 1 - (kept.width * kept.height) / (picture.width * picture.height);
  if (!isWhole && lost <= mostLost) {
    return {
      from: {
        x: (picture.width - kept.width) / 2,
        y: (picture.height - kept.height) / 2,
        ...kept,
      },
      to: box,
    };
  }
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const size = { width: picture.width * scale, height: picture.height * scale };
  return {
    from: { x: 0, y: 0, ...picture },
    to: {
      x: box.x + (box.width - size.width) / 2,
      y: box.y + (box.height - size.height) / 2,
      ...size,
    },
  };
}
