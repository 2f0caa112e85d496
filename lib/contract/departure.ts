/** `POST /api/livekit/departure`: why a participant was evicted. `POST /api/livekit/leave`: a participant leaves. */
import * as z from "zod/mini";

/** The connection's token, accepted until 24 hours after its expiry. */
const token = z.string().check(z.maxLength(8192));

export const departureRequestSchema = z.strictObject({ token });

/** `isForGood`: the page is closed rather than reloaded, so the other participants are notified at once. */
export const leaveRequestSchema = z.strictObject({ token, isForGood: z.optional(z.boolean()) });

/** Why a connection ended, as far as the server knows. */
export const departureReasonSchema = z.enum([
  "taken-over",
  "removed",
  "banned",
  /** The session ended. */
  "ended",
  /** The call ended for everybody. */
  "closed",
  "unknown",
]);

export type DepartureReason = z.infer<typeof departureReasonSchema>;

/** Always `200`. */
export const departureAnswerSchema = z.object({ reason: departureReasonSchema });
