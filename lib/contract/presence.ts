/** `GET /api/spaces/:slug/presence`: who is inside now. */
import * as z from "zod/mini";
import { personKindSchema } from "./participant.ts";

/** One person who is inside, called as in the call (`Kim (2)`). `joinedAt` is ISO 8601, and of this connection. */
export const presentPersonSchema = z.object({
  seatId: z.string(),
  participantName: z.string(),
  kind: personKindSchema,
  joinedAt: z.string(),
});

export type PresentPerson = z.infer<typeof presentPersonSchema>;

/** `people` is there only for those with a session that may enter; anyone else gets the count. */
export const presenceSchema = z.object({
  roomName: z.string(),
  count: z.number(),
  people: z.optional(z.array(presentPersonSchema)),
});

export type Presence = z.infer<typeof presenceSchema>;
