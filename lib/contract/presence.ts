/** `GET /api/spaces/:slug/presence`: the people inside now. */
import * as z from "zod/mini";
import { outsideKinds } from "./outside.ts";
import { personKindSchema } from "./participant.ts";

/** One person inside, named as in the call (`Kim (2)`). `joinedAt` is ISO 8601, and of this connection. */
export const presentPersonSchema = z.object({
  seatId: z.string(),
  participantName: z.string(),
  kind: personKindSchema,
  joinedAt: z.string(),
});

export type PresentPerson = z.infer<typeof presentPersonSchema>;

/**
 * A participant without a seat of ours: an agent, a caller by phone, a stream that is sent in, a recorder. Participants
 * hidden by LiveKit are left out. The name may be empty, and is sent only to those who also get people's names.
 */
export const presentOtherSchema = z.object({
  kind: z.enum(outsideKinds),
  participantName: z.optional(z.string()),
  joinedAt: z.string(),
});

export type PresentOther = z.infer<typeof presentOtherSchema>;

/**
 * `people` is sent only to sessions that may enter; others get the count. `others` is left out where there are none;
 * callers by phone and from other apps are in `count`, programs are not.
 */
export const presenceSchema = z.object({
  roomName: z.string(),
  count: z.number(),
  people: z.optional(z.array(presentPersonSchema)),
  others: z.optional(z.array(presentOtherSchema)),
  /** A moderator records the call; left out while nobody does. */
  isRecorded: z.optional(z.boolean()),
});

export type Presence = z.infer<typeof presenceSchema>;
