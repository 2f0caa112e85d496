/** Deletes a message: its text goes, and a tombstone stays. */
import { parseMessageId } from "../../contract/chat.ts";
import { mayActOn } from "../../contract/roles.ts";
import { AppError } from "../base/app_error.ts";
import {
  type ChatDeletionRow,
  chatEntryKey,
  chatEntryLifeMs,
  chatKey,
  type ChatMessageRow,
} from "../rows/chat_rows.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { setRow, unchanged } from "../storage/kv_port.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { transactUntil } from "../storage/transact.ts";
import { deliverEntry, entryOf } from "./deliver.ts";
import { type ChatPlace, type Insider, insiderOf } from "./inside.ts";
import { chatWrite, rowsOf } from "./post_message.ts";

/** What a deletion did. */
interface Deleted {
  readonly chatId: string;
  /** `null`: the message was deleted before. */
  readonly row: ChatDeletionRow | null;
}

/**
 * Deletes a message of the principal's own, or as a moderator one of a lower role.
 *
 * @throws AppError as `insiderOf` does; `not-found` for a message that is not kept; `not-allowed`; `storage-unavailable`.
 */
export async function deleteMessage(
  services: SessionServices,
  place: ChatPlace,
  id: string,
): Promise<void> {
  const { slug } = place;
  const ref = parseMessageId(id);
  if (ref === null) throw notFound();
  const { chatId, row } = await withinStorageDeadline((isLate) =>
    services.mutex.run(`chat ${slug}`, () =>
      transactUntil(isLate, services.kv, async () => {
        const insider = await insiderOf(services, place);
        return await decide(services, slug, insider, ref);
      }))
  );
  if (row) await deliverEntry(services, slug, chatId, entryOf(row));
}

async function decide(
  { kv, now }: SessionServices,
  slug: string,
  insider: Insider,
  { chatId, seq }: { readonly chatId: string; readonly seq: number },
) {
  const [chatRow, entryRow] = await kv.getMany([
    chatKey(slug),
    chatEntryKey(slug, chatId, seq),
  ]);
  const chat = chatRow.value;
  const message = entryRow.value;
  const at = now();
  const isKept = message?.type === "message" && at < message.at + chatEntryLifeMs;
  if (chat?.chatId !== chatId || !isKept) throw notFound();
  const by = isAuthor(insider, message) ? "author" : "moderator";
  if (by === "moderator" && !mayActOn(insider.role, message.role)) {
    throw new AppError("not-allowed", "Cannot delete this message in that role");
  }
  const value: Deleted = { chatId, row: null };
  if (message.text === null) return { commit: null, value };
  const row: ChatDeletionRow = {
    type: "deletion",
    seq: chat.lastSeq + 1,
    at,
    of: seq,
    by,
  };
  const lifeMs = message.at + chatEntryLifeMs - at;
  return {
    commit: {
      checks: [chatRow, entryRow, ...rowsOf(insider.principal)].map(unchanged),
      writes: [
        chatWrite({ ...chat, lastSeq: row.seq, emptySince: null }),
        setRow(entryRow.key, { ...message, text: null, deletedBy: by }, lifeMs),
        setRow(chatEntryKey(slug, chatId, row.seq), row, lifeMs),
      ],
    },
    value: { ...value, row },
  };
}

/** A guest who signed in since keeps the seat, and so the messages. */
function isAuthor({ principal, seat }: Insider, message: ChatMessageRow): boolean {
  return message.principalId === principal.principalId || message.seatId === seat.seatId;
}

function notFound(): AppError {
  return new AppError("not-found", "Cannot find this message");
}
