/** Errors on the wire: `application/problem+json` (RFC 9457) with a stable `code` and the request's id. */
import { type ErrorCode, errorStatus, type Problem } from "../../../contract/errors.ts";
import { AppError } from "../../base/app_error.ts";

/** The titles of problems, for developers. Fixed texts without values, secrets or names. */
const titles: Record<ErrorCode, string> = {
  "invalid-body": "The body is not what this endpoint takes",
  "unauthenticated": "No session was given",
  "session-invalid": "The session is unknown or over",
  "sign-in-refused": "This sign-in is unknown, used or over",
  "not-a-member": "This space is for its members",
  "room-mismatch": "The session was not admitted to this space",
  "space-locked": "The space is locked",
  "space-full": "The space is full",
  "waiting-for-admission": "A moderator has to admit you",
  "knock-refused": "Your knock was refused; ask again later",
  "banned": "You may not enter this space",
  "not-inside": "This session is not in the call",
  "chat-off": "Your role in this space may not write in the chat",
  "link-spent": "The link is used up or over",
  "not-allowed": "Your role in this space does not allow that",
  "cross-site": "A page of another site may not use this browser's cookie",
  "not-found": "There is nothing here",
  "method-not-allowed": "This address does not take that method",
  "last-way-in": "This is the last way to sign in to the account",
  "owns-spaces": "The account owns spaces, which have to be deleted first",
  "too-many-passkeys": "This account has as many passkeys as it may have",
  "not-encrypted": "This space is end-to-end encrypted: its messages have to be sealed",
  "other-key": "The message is sealed by another key than the space's",
  "space-taken": "The space has an owner, or is in use",
  "too-many-spaces": "This account owns as many spaces as it may own",
  "too-many-links": "This space has as many links as it may have",
  "body-too-large": "The body is too large",
  "unsupported-media-type": "The body has to be JSON",
  "rate-limited": "Too many requests",
  "internal": "Something went wrong on the server",
  "storage-unavailable": "Storage does not answer",
  "livekit-unavailable": "The LiveKit server does not answer",
  "identity-unavailable": "The identity provider does not answer",
  "server-restarting": "The server is restarting",
};

/** The problem answer of a thrown value: an `AppError`'s own code, `internal` for any other. */
export function problemResponse(error: unknown, requestId: string): Response {
  const appError = error instanceof AppError
    ? error
    : new AppError("internal", "Cannot answer the request", { cause: error });
  const problem: Problem = {
    type: `urn:madang:problem:${appError.code}`,
    title: titles[appError.code],
    status: errorStatus[appError.code],
    code: appError.code,
    requestId,
    ...(appError.fields && { fields: appError.fields }),
  };
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  if (appError.retryAfterSeconds !== undefined) {
    headers.set("retry-after", String(Math.ceil(appError.retryAfterSeconds)));
  } else if (problem.status === 503) {
    headers.set("retry-after", "2");
  }
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
