/** Messages as rows: days between them, and several of one person under one name. */
import type { ChatItem } from "../../lib/media/chat/chat_types.ts";

/** One message in the list. */
export interface MessageRow {
  readonly item: ChatItem;
  /** The first of its day: a line with the day stands above. */
  readonly isNewDay: boolean;
  /** Its author's name and the time stand above. */
  readonly hasHead: boolean;
}

/** Messages of one person within this time stand under one name. */
const togetherMs = 5 * 60_000;

/** The rows of messages that follow `before`, the last one above them; `dayOf` answers a day by the person's own clock. */
export function messageRows(
  items: readonly ChatItem[],
  before: ChatItem | null,
  dayOf: (at: number) => string,
): readonly MessageRow[] {
  let last = before;
  return items.map((item) => {
    const isNewDay = last === null || dayOf(last.at) !== dayOf(item.at);
    const isTogether = last !== null && last.seatId === item.seatId && last.name === item.name &&
      last.source === item.source && item.at - last.at < togetherMs;
    last = item;
    return { item, isNewDay, hasHead: isNewDay || !isTogether };
  });
}
