/** `POST /api/guest-sessions`, and `GET`/`DELETE /api/guest-sessions/me`. */
import * as z from "zod/mini";
import { participantNameSchema, roomNameSchema } from "./names.ts";

/** Prefix of a guest session's token. */
export const guestTokenPrefix = "mdg_";

/** `delivery`: how the token is returned; by default `cookie` to our own pages, else `body`. */
export const guestSessionRequestSchema = z.strictObject({
  roomName: roomNameSchema,
  participantName: participantNameSchema,
  delivery: z.optional(z.enum(["cookie", "body"])),
});

/** `sessionToken` is set only with `delivery: "body"`; `expiresAt` is ISO 8601. */
export const guestSessionAnswerSchema = z.object({
  participantName: z.string(),
  roomName: z.string(),
  expiresAt: z.string(),
  sessionToken: z.optional(z.string()),
});

export type GuestSessionAnswer = z.infer<typeof guestSessionAnswerSchema>;

/** `GET /api/guest-sessions/me`: the session of the asking browser, and the rooms it may enter. */
export const ownGuestSessionSchema = z.object({
  participantName: z.string(),
  roomNames: z.array(z.string()),
  expiresAt: z.string(),
});

export type OwnGuestSession = z.infer<typeof ownGuestSessionSchema>;
