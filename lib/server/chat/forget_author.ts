/** Deletes what the user of a deleted account wrote, in every space. */
import { principalIdOf } from "../sessions/principal.ts";
import {
  chatAuthorPrefix,
  type ChatAuthorRow,
  chatEntryKey,
  chatEntryLifeMs,
} from "../rows/chat_rows.ts";
import type { CoreServices } from "../core_services.ts";
import {
  deleteRow,
  type KvRow,
  type KvWrite,
  readRows,
  setRow,
  unchanged,
} from "../storage/kv_port.ts";
import { deliverChange } from "./deliver.ts";

/** Messages of one commit, which checks each: storage takes ten checks. */
const messagesPerCommit = 10;

/** Marks that are read at once. */
const marksPerRead = 200;

/**
 * Takes text and name out of every message of the user, and tells the pages inside. Interrupted, it can be repeated.
 *
 * @throws AppError `storage-unavailable`
 */
export async function forgetAuthor(
  services: Pick<CoreServices, "kv" | "livekit" | "log" | "now">,
  userId: string,
): Promise<void> {
  const { kv } = services;
  const prefix = chatAuthorPrefix(principalIdOf("user", userId));
  const slugs = new Set<string>();
  for (let marks = await kv.list(prefix, marksPerRead); marks.length > 0;) {
    for (let from = 0; from < marks.length; from += messagesPerCommit) {
      await forgetSome(services, marks.slice(from, from + messagesPerCommit));
    }
    for (const { value } of marks) if (value) slugs.add(value.slug);
    marks = await kv.list(prefix, marksPerRead);
  }
  await Promise.all([...slugs].map((slug) => deliverChange(services, slug)));
}

/** A lost commit leaves the marks, which the next reading finds again. */
async function forgetSome(
  { kv, now }: Pick<CoreServices, "kv" | "now">,
  marks: readonly KvRow<ChatAuthorRow>[],
): Promise<void> {
  const keys = marks.flatMap(({ value }) =>
    value ? [chatEntryKey(value.slug, value.chatId, value.seq)] : []
  );
  const rows = await readRows(kv, keys);
  const emptied = rows.flatMap(({ key, value }): KvWrite[] => {
    if (value?.type !== "message") return [];
    const deletedBy = value.deletedBy ?? "author";
    const lifeMs = Math.max(1, value.at + chatEntryLifeMs - now());
    return [setRow(key, { ...value, participantName: "", text: null, deletedBy }, lifeMs)];
  });
  await kv.commit({
    checks: rows.map(unchanged),
    writes: [...emptied, ...marks.map(({ key }) => deleteRow(key))],
  });
}
