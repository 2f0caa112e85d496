/** `POST /api/livekit/departure`: why a participant was put out. `POST /api/livekit/leave`: it goes. */
import * as z from "zod/mini";

/** The token of the connection; its expiry does not matter for 24 hours. */
const token = z.string().check(z.maxLength(8192));

export const departureRequestSchema = z.strictObject({ token });

/** `isForGood`: the page is not just being loaded anew, and those inside are told at once. */
export const leaveRequestSchema = z.strictObject({ token, isForGood: z.optional(z.boolean()) });

/** Why a connection ended, as far as the server knows. */
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

/** Always `200`. */
export const departureAnswerSchema = z.object({ reason: departureReasonSchema });
