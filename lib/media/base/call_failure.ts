import type { CallError } from "../ports/call_types.ts";

/** Codes of the API's error table plus `offline`, `livekit-unreachable`, `code-missing`, `webrtc-off`, `gave-up`, `unexpected`. */
type FailureCode = CallError["type"];

const remedies: Readonly<Record<FailureCode, CallError["remedy"]>> = {
  "invalid-body": "rename",
  "not-a-member": "contact-operator",
  "space-locked": "wait",
  "space-full": "wait",
  "waiting-for-admission": "wait",
  "rate-limited": "wait",
  "knock-refused": "wait",
  "banned": "none",
  "link-spent": "none",
  "not-found": "none",
  "webrtc-off": "none",
  "cross-site": "contact-operator",
};

/** A call that could not be joined or kept; thrown by the ports. */
export class CallFailure extends Error {
  override readonly name = "CallFailure";
  readonly retryAfterSeconds?: number;

  constructor(
    readonly code: FailureCode,
    message: string,
    options?: ErrorOptions & { retryAfterSeconds?: number },
  ) {
    super(message, options);
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  /** As components get it. */
  toCallError(): CallError {
    const { code: type, message, retryAfterSeconds } = this;
    const remedy = remedies[type] ?? "retry";
    return retryAfterSeconds === undefined
      ? { type, message, remedy }
      : { type, message, remedy, retryAfterSeconds };
  }

  /** Whether trying again by itself, later, can help: not where somebody decided against us. */
  get isTransient(): boolean {
    return (remedies[this.code] ?? "retry") === "retry" || this.code === "rate-limited";
  }
}

/** The code of the call did not come: for want of a network, or since its files are there no more. */
export function codeMissing(cause?: unknown): CallFailure {
  return new CallFailure("code-missing", "Cannot load the code of the call", { cause });
}

/** Any error as a `CallFailure`. */
export function asCallFailure(error: unknown): CallFailure {
  return error instanceof CallFailure
    ? error
    : new CallFailure("unexpected", "Cannot join: unexpected error", { cause: error });
}
