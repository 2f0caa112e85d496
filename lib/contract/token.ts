/** `POST /api/livekit/token`: both body forms and both answers. */
import * as z from "zod/mini";
import { participantNameSchema, roomNameSchema } from "./names.ts";

/** Our own form. `participantId` is accepted and ignored. */
export const tokenRequestSchema = z.strictObject({
  roomName: roomNameSchema,
  participantName: z.optional(participantNameSchema),
  participantId: z.optional(z.string().check(z.maxLength(256))),
  sessionToken: z.optional(z.string().check(z.maxLength(512))),
});

export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/**
 * LiveKit's standard endpoint form, for `TokenSource.endpoint(url)` of any LiveKit SDK. All fields but `room_name` and
 * `participant_name` are accepted and ignored: the server decides identity, metadata, attributes and room
 * configuration.
 */
export const standardTokenRequestSchema = z.strictObject({
  room_name: roomNameSchema,
  participant_name: z.optional(participantNameSchema),
  participant_identity: z.optional(z.unknown()),
  participant_metadata: z.optional(z.unknown()),
  participant_attributes: z.optional(z.unknown()),
  room_config: z.optional(z.unknown()),
});

/** `200` for our own form. `participantId` is the LiveKit identity; `expiresAt` is ISO 8601. */
export const tokenAnswerSchema = z.object({
  token: z.string(),
  url: z.string(),
  roomName: z.string(),
  seatId: z.string(),
  participantId: z.string(),
  participantName: z.string(),
  expiresAt: z.string(),
  /** Of an encrypted space: tells whether a key is its own. Absent: it is not encrypted. */
  keyCheck: z.optional(z.string()),
});

export type TokenAnswer = z.infer<typeof tokenAnswerSchema>;

/** `201` for LiveKit's standard form. */
export const standardTokenAnswerSchema = z.object({
  server_url: z.string(),
  participant_token: z.string(),
});

export type StandardTokenAnswer = z.infer<typeof standardTokenAnswerSchema>;
