/** Which rows of a long list are on the page. Pure: no DOM. */

/** Lists up to this length are on the page whole. */
export const wholeListMax = 100;

/** Rows above and below those that are seen, so that a fast scroll shows no gap. */
const margin = 10;

export interface RowWindow {
  /** The first row, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * The rows to render of a list of `count` rows that are `rowHeight` high, in a box `height` high that is scrolled by `top`.
 */
export function rowWindow(
  { count, rowHeight, top, height }: {
    readonly count: number;
    readonly rowHeight: number;
    readonly top: number;
    readonly height: number;
  },
): RowWindow {
  if (count <= wholeListMax || rowHeight <= 0) return { from: 0, to: count };
  const first = Math.floor(top / rowHeight) - margin;
  const last = Math.ceil((top + height) / rowHeight) + margin;
  const to = Math.min(count, Math.max(last, 2 * margin));
  return { from: Math.max(0, Math.min(first, to - 2 * margin)), to };
}
