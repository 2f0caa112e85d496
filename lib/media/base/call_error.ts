import { AppFailure } from "../../api/app_failure.ts";
import type { CallError } from "../ports/call_types.ts";

const remedies: Readonly<Record<string, CallError["remedy"]>> = {
  "invalid-body": "rename",
  "not-a-member": "contact-operator",
  "space-locked": "wait",
  "space-full": "wait",
  "waiting-for-admission": "wait",
  "rate-limited": "wait",
  "knock-refused": "wait",
  "banned": "none",
  "chat-off": "none",
  "not-allowed": "none",
  "link-spent": "none",
  "not-encrypted": "none",
  "other-key": "none",
  "key-missing": "none",
  "key-wrong": "none",
  "encryption-off": "none",
  "encryption-unsupported": "none",
  "not-found": "none",
  "webrtc-off": "none",
  "cross-site": "contact-operator",
};

/** Any error of a call that could not be joined or kept, as components get it. */
export function toCallError(error: unknown): CallError {
  const { code: type, message, retryAfterSeconds } = asAppFailure(error);
  const remedy = remedies[type] ?? "retry";
  return retryAfterSeconds === undefined
    ? { type, message, remedy }
    : { type, message, remedy, retryAfterSeconds };
}

/** Whether an automatic retry can help: not after a decision against this participant. */
export function isTransient({ code }: AppFailure): boolean {
  return (remedies[code] ?? "retry") === "retry" || code === "rate-limited";
}

/** The call's code could not be loaded: no network, or a newer build has replaced its files. */
export function codeMissing(cause?: unknown): AppFailure {
  return new AppFailure("code-missing", "Cannot load the code of the call", { cause });
}

/** Any error as an `AppFailure`. */
export function asAppFailure(error: unknown): AppFailure {
  return error instanceof AppFailure
    ? error
    : new AppFailure("unexpected", "Cannot join: unexpected error", { cause: error });
}
