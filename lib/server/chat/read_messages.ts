/** Reads a page of a chat. It costs the same however long the chat is. */
import { type ChatPage, chatPageEntries } from "../../contract/chat.ts";
import { chatEntriesPrefix, chatEntryKey, chatEntryLifeMs, chatKey } from "../rows/chat_rows.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { chatRulesOf, mayWrite } from "./chat_rules.ts";
import { entryOf } from "./deliver.ts";
import { type ChatPlace, insiderOf } from "./inside.ts";

/** Which entries to read: the newest, those after one, or those before one. */
export interface ChatRange {
  /** The chat that the numbers below belong to: for another one they are ignored. */
  readonly chatId?: string;
  readonly after?: number;
  readonly before?: number;
}

/**
 * The newest entries of the range, `chatPageEntries` at most.
 *
 * @throws AppError as `insiderOf` does; `storage-unavailable`.
 */
export function readMessages(
  services: SessionServices,
  place: ChatPlace,
  range: ChatRange,
): Promise<ChatPage> {
  const { kv, now } = services;
  const { slug } = place;
  return withinStorageDeadline(async () => {
    const { principal, role } = await insiderOf(services, place);
    const chat = (await kv.get(chatKey(slug))).value;
    const rules = chatRulesOf(principal.spaceRow.value);
    const common = { mayWrite: mayWrite(rules, role), ...rules };
    if (chat === null) return { chatId: "", last: 0, entries: [], hasEarlier: false, ...common };
    const { chatId, lastSeq } = chat;
    const isSame = range.chatId === undefined || range.chatId === chatId;
    const after = isSame ? range.after ?? 0 : 0;
    const before = isSame ? range.before : undefined;
    const wanted = Math.min(chatPageEntries, (before ?? lastSeq + 1) - after - 1);
    const oldest = now() - chatEntryLifeMs;
    const rows = wanted <= 0 ? [] : await kv.list(chatEntriesPrefix(slug, chatId), wanted, {
      reverse: true,
      ...(before !== undefined && { before: chatEntryKey(slug, chatId, before) }),
    });
    const entries = rows.reverse().flatMap(({ value }) =>
      // An expired row may be read for a while.
      value && value.seq > after && value.at > oldest ? [entryOf(value)] : []
    );
    const first = entries.at(0)?.seq ?? 0;
    return {
      chatId,
      // Entries written since the chat's row was read are told with the others.
      last: Math.max(lastSeq, entries.at(-1)?.seq ?? 0),
      entries,
      hasEarlier: entries.length === chatPageEntries && first > after + 1,
      ...common,
    };
  });
}
