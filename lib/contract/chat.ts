/** Chat: `/api/spaces/:slug/messages`, and the data messages that deliver it. */
import * as z from "zod/mini";
import { parseSealed } from "./encryption.ts";
import { messageMaxCharacters, messageProblem, normalizedMessage } from "./message_text.ts";
import { personKindSchema, roleSchema } from "./participant.ts";
import { chatKeptSchema, givenRoleSchema } from "./space.ts";

/** Chosen by the sender, random: the same id again is the same message. */
export const clientIdSchema = z.string().check(
  z.regex(/^[A-Za-z0-9_-]{8,64}$/, "8 to 64 letters, digits, - or _"),
);

/** `POST /api/spaces/:slug/messages`: a text, whose parsing answers `normalizedMessage` of it, or a sealed one. */
export const messageRequestSchema = z.strictObject({
  text: z.pipe(
    z.string().check(
      z.refine(
        (text) => parseSealed(text) !== null || messageProblem(text) === null,
        `1 to ${messageMaxCharacters} characters, one of them visible`,
      ),
    ),
    z.transform(normalizedMessage),
  ),
  clientId: clientIdSchema,
});

export type MessageRequest = z.infer<typeof messageRequestSchema>;

/** Deleted by its author, or by a moderator. */
export const deletedBySchema = z.enum(["author", "moderator"]);

export type DeletedBy = z.infer<typeof deletedBySchema>;

/** A message. Author, role and time are the server's; `at` is ISO 8601. */
export const chatMessageSchema = z.object({
  type: z.literal("message"),
  /** Its number among the entries of this chat, from 1 on, without gaps: a missing one was missed. */
  seq: z.number(),
  at: z.string(),
  /** The sender's own id of it, by which its pages recognize it. */
  clientId: z.string(),
  seatId: z.string(),
  /** Empty for the author of a deleted account. */
  participantName: z.string(),
  kind: personKindSchema,
  /** The author's role when the message was written. */
  role: roleSchema,
  /** `null`: deleted. Sealed in an encrypted space: `lib/contract/encryption.ts`. */
  text: z.nullable(z.string()),
  deletedBy: z.nullable(deletedBySchema),
});

export type ChatMessage = z.infer<typeof chatMessageSchema>;

/** The deletion of message number `of`: an entry too, so that a page which missed it notices the gap. */
export const chatDeletionSchema = z.object({
  type: z.literal("deletion"),
  seq: z.number(),
  at: z.string(),
  of: z.number(),
  by: deletedBySchema,
});

/** An entry of a chat. */
export const chatEntrySchema = z.union([chatMessageSchema, chatDeletionSchema]);

export type ChatEntry = z.infer<typeof chatEntrySchema>;

/** Entries of one answer, at most. */
export const chatPageEntries = 100;

/**
 * `GET /api/spaces/:slug/messages`, with `?after=<seq>` the newest entries after that one, with `?before=<seq>` those before it, else
 * the newest; always in order.
 */
export const chatPageSchema = z.object({
  /** Changes when the chat was emptied, and numbers begin anew. Empty: nothing was written yet. */
  chatId: z.string(),
  /** Number of the newest entry; 0: none. */
  last: z.number(),
  entries: z.array(chatEntrySchema),
  /** True: there are more between `after` (or the beginning) and the first of `entries`. */
  hasEarlier: z.boolean(),
  /** Whether this session may write. */
  mayWrite: z.boolean(),
  /** The roles that may; an owner always may. */
  chatRoles: z.array(givenRoleSchema),
  chatKept: chatKeptSchema,
});

export type ChatPage = z.infer<typeof chatPageSchema>;

/** `201`. `isDelivered`: false where LiveKit did not answer; the same request again delivers it again. */
export const postedMessageSchema = z.object({
  chatId: z.string(),
  message: chatMessageSchema,
  isDelivered: z.boolean(),
});

export type PostedMessage = z.infer<typeof postedMessageSchema>;

/** Topic of the data messages of chat, from the **server** to everybody inside, as JSON in UTF-8. Ignore one with a sender. */
export const chatTopic = "madang.chat";

/**
 * A data message on that topic: a new entry; an entry too large for a data message (`long`: read it); or a change of
 * rules or of older messages (`changed`: read the newest again).
 */
export const chatNoticeSchema = z.union([
  z.object({ type: z.literal("entry"), chatId: z.string(), entry: chatEntrySchema }),
  z.object({ type: z.literal("long"), chatId: z.string(), seq: z.number() }),
  z.object({ type: z.literal("changed") }),
]);

export type ChatNotice = z.infer<typeof chatNoticeSchema>;

/** LiveKit's topic of text streams that other clients and agents use as chat. */
export const textStreamTopic = "lk.chat";

/** The id of one message in `DELETE /api/spaces/:slug/messages/:id`. */
export function messageIdOf(chatId: string, seq: number): string {
  return `${chatId}.${seq}`;
}

/** The parts of such an id, or `null`. */
export function parseMessageId(id: string): { chatId: string; seq: number } | null {
  const match = /^([0-9a-f]{16})\.([1-9][0-9]{0,14})$/.exec(id);
  return match && { chatId: match[1], seq: Number(match[2]) };
}
