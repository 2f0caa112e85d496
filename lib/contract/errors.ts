/**
 * The error codes of the API and the shape in which they travel: `application/problem+json`
 * (RFC 9457) with a stable `code` and a `requestId`.
 */
import * as z from "zod/mini";

/** Every error code of the API, with the HTTP status that it is answered with. */
export const errorStatus = {
  "invalid-body": 400,
  "unauthenticated": 401,
  "session-invalid": 401,
  "sign-in-refused": 401,
  "not-a-member": 403,
  "room-mismatch": 403,
  "space-locked": 403,
  "space-full": 403,
  "waiting-for-admission": 403,
  "knock-refused": 403,
  "banned": 403,
  "not-inside": 403,
  "chat-off": 403,
  "link-spent": 403,
  "not-allowed": 403,
  "cross-site": 403,
  "not-found": 404,
  "method-not-allowed": 405,
  "last-way-in": 409,
  "owns-spaces": 409,
  "too-many-passkeys": 409,
  "not-encrypted": 409,
  "other-key": 409,
  "space-taken": 409,
  "too-many-spaces": 409,
  "too-many-links": 409,
  "body-too-large": 413,
  "unsupported-media-type": 415,
  "rate-limited": 429,
  "internal": 500,
  "storage-unavailable": 503,
  "livekit-unavailable": 503,
  "identity-unavailable": 503,
  "server-restarting": 503,
} as const;

/** A code of the table above: stable and machine-readable. */
export type ErrorCode = keyof typeof errorStatus;

/** One refused field of a body: its path, and what would be valid. */
export const fieldProblemSchema = z.object({ path: z.string(), message: z.string() });

export type FieldProblem = z.infer<typeof fieldProblemSchema>;

/** A problem on the wire. Unknown codes parse too: a newer server may have more. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  requestId: z.string(),
  fields: z.optional(z.array(fieldProblemSchema)),
});

export type Problem = z.infer<typeof problemSchema>;
