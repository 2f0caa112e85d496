/** `GET /api/spaces/:slug/presence`: who is inside now. */
import * as z from "zod/mini";
import { outsideKinds } from "./outside.ts";
import { personKindSchema } from "./participant.ts";

/** One person who is inside, called as in the call (`Kim (2)`). `joinedAt` is ISO 8601, and of this connection. */
export const presentPersonSchema = z.object({
  seatId: z.string(),
  participantName: z.string(),
  kind: personKindSchema,
  joinedAt: z.string(),
});

export type PresentPerson = z.infer<typeof presentPersonSchema>;

/**
 * A participant that sits on no seat of ours: an agent, a caller by phone, a stream that is sent in, a recorder. Those that
 * LiveKit hides are in no list. The name may be empty, and is there for those alone who are told names.
 */
export const presentOtherSchema = z.object({
  kind: z.enum(outsideKinds),
  participantName: z.optional(z.string()),
  joinedAt: z.string(),
});

export type PresentOther = z.infer<typeof presentOtherSchema>;

/**
 * `people` is there only for those with a session that may enter; anyone else gets the count. `others` is there where there
 * are any; of them, callers by phone and from other apps are in the count, programs are not.
 */
export const presenceSchema = z.object({
  roomName: z.string(),
  count: z.number(),
  people: z.optional(z.array(presentPersonSchema)),
  others: z.optional(z.array(presentOtherSchema)),
});

export type Presence = z.infer<typeof presenceSchema>;
