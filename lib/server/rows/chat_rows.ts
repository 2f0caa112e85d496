/**
 * Rows of chat: keys, shapes, lifetimes and writers. Times are milliseconds since 1970. An entry's commit checks and writes
 * the space's `ChatRow`, so that numbers have no gaps on any number of replicas.
 */
import type { DeletedBy } from "../../contract/chat.ts";
import type { PersonKind, Role } from "../../contract/participant.ts";
import type { RowKey } from "../storage/kv_port.ts";

/** Life of an entry: the longest that any space keeps its chat. */
export const chatEntryLifeMs = 30 * 24 * 3_600_000;

/** Life of `ChatRow` after its last write: longer than any entry's. */
export const chatLifeMs = chatEntryLifeMs + 24 * 3_600_000;

/** The chat of a space. Deleted or replaced when the chat is emptied. */
export interface ChatRow {
  readonly slug: string;
  /** Random, 16 hexadecimal digits; a part of the entries' keys. An emptied chat's entries are out of reach at once. */
  readonly chatId: string;
  /** Number of the newest entry. */
  readonly lastSeq: number;
  /** When the space was first seen to be empty since the last entry; `null`: people are inside. */
  readonly emptySince: number | null;
}

/** By slug. */
export function chatKey(slug: string): RowKey<ChatRow> {
  return ["chat", slug];
}

/** Prefix of all `chatKey` rows, for `list`. */
export const chatsPrefix: RowKey<ChatRow> = ["chat"];

/** A message; deleted: without its text. */
export interface ChatMessageRow {
  readonly type: "message";
  readonly seq: number;
  readonly at: number;
  readonly clientId: string;
  /** The author's principal id. */
  readonly principalId: string;
  readonly seatId: string;
  readonly participantName: string;
  readonly kind: PersonKind;
  readonly role: Role;
  readonly text: string | null;
  readonly deletedBy: DeletedBy | null;
}

/** The deletion of a message. */
export interface ChatDeletionRow {
  readonly type: "deletion";
  readonly seq: number;
  readonly at: number;
  readonly of: number;
  readonly by: DeletedBy;
}

/** An entry of a chat. Life: `chatEntryLifeMs`. */
export type ChatEntryRow = ChatMessageRow | ChatDeletionRow;

/** By slug, chat and number. */
export function chatEntryKey(slug: string, chatId: string, seq: number): RowKey<ChatEntryRow> {
  return ["chat_entry", slug, chatId, seq];
}

/** Prefix of the entries of one chat, for `list`. */
export function chatEntriesPrefix(slug: string, chatId: string): RowKey<ChatEntryRow> {
  return ["chat_entry", slug, chatId];
}

/** The number that a sender's `clientId` got, so that a repeated request makes no second message. Life: a day. */
export interface ChatSentRow {
  readonly chatId: string;
  readonly seq: number;
}

/** Life of `ChatSentRow`. */
export const chatSentLifeMs = 24 * 3_600_000;

/** By slug, author and the author's own id. */
export function chatSentKey(
  slug: string,
  principalId: string,
  clientId: string,
): RowKey<ChatSentRow> {
  return ["chat_sent", slug, principalId, clientId];
}

/** A mark that a user wrote an entry, so that a deleted account's messages are found. Written and deleted with the entry. */
export interface ChatAuthorRow {
  readonly slug: string;
  readonly chatId: string;
  readonly seq: number;
}

/** By author, then as `chatEntryKey`. */
export function chatAuthorKey(
  principalId: string,
  { slug, chatId, seq }: ChatAuthorRow,
): RowKey<ChatAuthorRow> {
  return ["chat_author", principalId, slug, chatId, seq];
}

/** Prefix of the marks of one author, for `list`. */
export function chatAuthorPrefix(principalId: string): RowKey<ChatAuthorRow> {
  return ["chat_author", principalId];
}

/** An emptied chat whose entries are still to be deleted. */
export interface ChatClearanceRow {
  readonly slug: string;
  readonly chatId: string;
}

/** By slug and chat. */
export function chatClearanceKey(slug: string, chatId: string): RowKey<ChatClearanceRow> {
  return ["chat_clearance", slug, chatId];
}

/** Prefix of all clearances, for `list`. */
export const chatClearancesPrefix: RowKey<ChatClearanceRow> = ["chat_clearance"];
