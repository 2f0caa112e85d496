/** Writes a message: one commit, then its delivery. */
import type { MessageRequest, PostedMessage } from "../../contract/chat.ts";
import { parseSealed } from "../../contract/encryption.ts";
import { keyCheckOf, kindOfPrincipal } from "../rows/space_rows.ts";
import { AppError } from "../base/app_error.ts";
import {
  chatAuthorKey,
  chatEntryKey,
  chatEntryLifeMs,
  chatKey,
  chatLifeMs,
  type ChatMessageRow,
  type ChatRow,
  chatSentKey,
  chatSentLifeMs,
} from "../rows/chat_rows.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import { type KvRow, type KvWrite, setRow, unchanged } from "../storage/kv_port.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { type Decision, transactUntil } from "../storage/transact.ts";
import { authenticate } from "../sessions/principal.ts";
import { chatRulesOf, mayWrite } from "./chat_rules.ts";
import { deliverEntry, entryOf } from "./deliver.ts";
import { type ChatPlace, type Insider, insiderByRows, insiderOf } from "./inside.ts";

/** A message with its chat. */
interface Numbered {
  readonly chatId: string;
  readonly row: ChatMessageRow;
}

/**
 * Writes a message of the request's principal and delivers it to everybody inside. The same `clientId` again writes nothing, and
 * delivers the first message again.
 *
 * @throws AppError as `insiderOf` does; `chat-off` for a role that may not write; `not-encrypted` and `other-key` where the text is
 * not sealed as the space is; `storage-unavailable`.
 */
export async function postMessage(
  services: SessionServices,
  place: ChatPlace,
  request: MessageRequest,
): Promise<PostedMessage> {
  const { slug, credentials } = place;
  const { chatId, row } = await withinStorageDeadline(async (isLate) => {
    let insider: Insider | null = await insiderOf(services, place);
    const { seatId } = insider.seat;
    // Messages of one space write one row: one at a time, each commits at its first try.
    return await services.mutex.run(
      `chat ${slug}`,
      () =>
        transactUntil(isLate, services.kv, async () => {
          if (isLate()) throw storageTimeout();
          insider ??= insiderByRows(
            await authenticate(services, credentials, slug),
            services.now(),
          );
          // The seat was left and taken again meanwhile: it is not known to be inside.
          if (insider.seat.seatId !== seatId) insider = await insiderOf(services, place);
          const decision = await decide(services, slug, insider, request);
          insider = null;
          return decision;
        }),
    );
  });
  const message = entryOf(row);
  if (message.type !== "message") throw new TypeError("A message is no deletion");
  return { chatId, message, isDelivered: await deliverEntry(services, slug, chatId, message) };
}

async function decide(
  { kv, now, randomBytes }: SessionServices,
  slug: string,
  { principal, seat, role }: Insider,
  { text, clientId }: MessageRequest,
): Promise<Decision<Numbered>> {
  const { principalId, session, spaceRow } = principal;
  const rules = chatRulesOf(spaceRow.value);
  if (!mayWrite(rules, role)) {
    throw new AppError("chat-off", "Cannot write in this space in that role");
  }
  checkSealing(text, keyCheckOf(spaceRow.value));
  const [chatRow, sentRow] = await kv.getMany([
    chatKey(slug),
    chatSentKey(slug, principalId, clientId),
  ]);
  const at = now();
  const chat = chatRow.value ?? newChat(slug, randomBytes);
  const row: ChatMessageRow = {
    type: "message",
    seq: chat.lastSeq + 1,
    at,
    clientId,
    principalId,
    seatId: seat.seatId,
    participantName: session.participantName,
    kind: kindOfPrincipal(principalId),
    role,
    text,
    deletedBy: null,
  };
  const { chatId } = chat;
  const sent = sentRow.value;
  if (sent?.chatId === chatId) {
    const { value } = await kv.get(chatEntryKey(slug, chatId, sent.seq));
    const known = value?.type === "message" ? value : { ...row, seq: sent.seq };
    return { commit: null, value: { chatId, row: known } };
  }
  return {
    commit: {
      checks: [chatRow, sentRow, ...rowsOf(principal)].map(unchanged),
      writes: [
        chatWrite({ ...chat, lastSeq: row.seq, emptySince: null }),
        setRow(sentRow.key, { chatId, seq: row.seq }, chatSentLifeMs),
        ...(rules.chatKept === "never" ? [] : messageWrites(slug, chatId, row)),
      ],
    },
    value: { chatId, row },
  };
}

/**
 * An encrypted space takes sealed texts of its own key alone, any other space none.
 *
 * @throws AppError `not-encrypted`; `other-key`.
 */
function checkSealing(text: string, keyCheck: string | null): void {
  const sealedBy = parseSealed(text)?.keyCheck ?? null;
  if (sealedBy === keyCheck) return;
  throw sealedBy === null
    ? new AppError("not-encrypted", "Cannot write in plain in an encrypted space")
    : new AppError("other-key", "Cannot write by another key than the space's");
}

/** The rows by which a principal may write, for the checks of a commit. */
export function rowsOf({ sessionRow, spaceRow, membershipRow }: Insider["principal"]): KvRow[] {
  return [sessionRow, spaceRow, membershipRow];
}

/** The write of a space's chat. */
export function chatWrite(chat: ChatRow): KvWrite {
  return setRow(chatKey(chat.slug), chat, chatLifeMs);
}

/** A chat without entries. */
export function newChat(slug: string, randomBytes: (length: number) => Uint8Array): ChatRow {
  return { slug, chatId: randomBytes(8).toHex(), lastSeq: 0, emptySince: null };
}

function messageWrites(slug: string, chatId: string, row: ChatMessageRow): KvWrite[] {
  const { seq, kind, principalId } = row;
  const mark = { slug, chatId, seq };
  return [
    setRow(chatEntryKey(slug, chatId, seq), row, chatEntryLifeMs),
    // Only an account can be deleted.
    ...(kind === "user" ? [setRow(chatAuthorKey(principalId, mark), mark, chatEntryLifeMs)] : []),
  ];
}
