/** Empties chats: when a space is deleted, its rules say so, or it has been empty for an hour. */
import type { CoreServices } from "../core_services.ts";
import {
  chatAuthorKey,
  chatClearanceKey,
  type ChatClearanceRow,
  chatClearancesPrefix,
  chatEntriesPrefix,
  chatEntryLifeMs,
  chatKey,
  type ChatRow,
  chatsPrefix,
} from "../rows/chat_rows.ts";
import { allConnections, inhabitedSpacesPrefix, presencePrefix } from "../rows/presence_rows.ts";
import { spaceKey } from "../rows/space_rows.ts";
import {
  deleteRow,
  type KvPort,
  type KvRow,
  type KvWrite,
  setRow,
  unchanged,
} from "../storage/kv_port.ts";
import { chatRulesOf } from "./chat_rules.ts";
import { chatWrite } from "./post_message.ts";

/** The chat of a space that keeps it `until-empty` is emptied after this long without anybody inside. */
export const chatEmptyAfterMs = 3_600_000;

/** Entries that one commit deletes, each with a mark of its author. */
const entriesPerCommit = 200;

/** Spaces of one sweep, at most. */
const chatsPerSweep = 10_000;

/** The services that emptying needs. */
export type SweepServices = Pick<CoreServices, "kv" | "log" | "now">;

/** The writes that empty a chat: from then on its entries are out of reach, and `finishClearances` deletes them. */
export function chatClearWrites({ slug, chatId }: ChatRow): KvWrite[] {
  const clearance: ChatClearanceRow = { slug, chatId };
  return [
    deleteRow(chatKey(slug)),
    setRow(chatClearanceKey(slug, chatId), clearance, chatEntryLifeMs),
  ];
}

/** Deletes the entries of all emptied chats. Interrupted, it is continued by the next sweep, on any replica. */
export async function finishClearances(kv: KvPort): Promise<void> {
  for (const { key, value } of await kv.list(chatClearancesPrefix, chatsPerSweep)) {
    if (value) await deleteEntries(kv, value);
    await kv.commit({ checks: [], writes: [deleteRow(key)] });
  }
}

async function deleteEntries(kv: KvPort, { slug, chatId }: ChatClearanceRow): Promise<void> {
  const prefix = chatEntriesPrefix(slug, chatId);
  for (let rows = await read(); rows.length > 0; rows = await read()) {
    const writes = rows.flatMap(({ key, value }) => [
      deleteRow(key),
      ...(value?.type === "message"
        ? [deleteRow(chatAuthorKey(value.principalId, { slug, chatId, seq: value.seq }))]
        : []),
    ]);
    await kv.commit({ checks: [], writes });
  }
  function read() {
    return kv.list(prefix, entriesPerCommit);
  }
}

/**
 * Looks at every space with a chat: notes since when it is empty, and empties a chat whose time is over. Run by one replica
 * with each round of the reconciler. Never rejects: the next sweep tries again.
 */
export async function sweepChats(services: SweepServices): Promise<void> {
  const { kv, log } = services;
  try {
    const [chats, inhabited] = await Promise.all([
      kv.list(chatsPrefix, chatsPerSweep),
      kv.list(inhabitedSpacesPrefix, chatsPerSweep),
    ]);
    const slugs = new Set(inhabited.flatMap(({ value }) => value?.slug ?? []));
    for (const row of chats) {
      if (row.value) await sweepChat(services, row, row.value, slugs.has(row.value.slug));
    }
    await finishClearances(kv);
  } catch (error) {
    log.warn("chat-sweep-failed", { error });
  }
}

/** A lost commit means that the chat was written to: then people are inside. */
async function sweepChat(
  { kv, now }: SweepServices,
  row: KvRow,
  chat: ChatRow,
  isInhabited: boolean,
): Promise<void> {
  const { slug, emptySince } = chat;
  const checks = [unchanged(row)];
  if (isInhabited) {
    if (emptySince !== null) {
      await kv.commit({ checks, writes: [chatWrite({ ...chat, emptySince: null })] });
    }
    return;
  }
  const connections = await kv.list(presencePrefix(slug), allConnections);
  // Entered since the list of inhabited spaces was read.
  if (connections.some(({ value }) => value?.leftAtMs === null)) return;
  const lefts = connections.map(({ value }) => value?.leftAtMs ?? 0);
  const since = Math.max(...lefts, emptySince ?? (lefts.length > 0 ? 0 : now()));
  if (now() - since < chatEmptyAfterMs) {
    if (since === emptySince) return;
    await kv.commit({ checks, writes: [chatWrite({ ...chat, emptySince: since })] });
    return;
  }
  const spaceRow = await kv.get(spaceKey(slug));
  if (chatRulesOf(spaceRow.value).chatKept !== "until-empty") return;
  await kv.commit({ checks: [...checks, unchanged(spaceRow)], writes: chatClearWrites(chat) });
}
