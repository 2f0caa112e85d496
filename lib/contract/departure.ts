/** `POST /api/livekit/departure`: why a participant was put out. */
import * as z from "zod/mini";

export const departureRequestSchema = z.strictObject({
  token: z.string().check(z.maxLength(8192)),
});

export const departureReasonSchema = z.enum([
  "taken-over",
  "removed",
  "banned",
  /** The session. */
  "ended",
  /** The call, for everybody. */
  "closed",
  "unknown",
]);

export type DepartureReason = z.infer<typeof departureReasonSchema>;

export const departureAnswerSchema = z.object({ reason: departureReasonSchema });
