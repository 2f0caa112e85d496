/** A step in the browser that failed, with a code that the page has a sentence for; thrown by the ports. */
export class AppFailure extends Error {
  override readonly name = "AppFailure";
  /** Seconds until a retry makes sense, where the server said so. */
  readonly retryAfterSeconds?: number;

  /**
   * @param code One of the API's error table, `offline`, `unexpected`, or the port's own: a `PasskeyTrouble`,
   * `livekit-unreachable`, `webrtc-off`, …
   */
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions & { retryAfterSeconds?: number },
  ) {
    super(message, options);
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

/** The code of any error: `unexpected` for one that is no `AppFailure`. */
export function failureCode(error: unknown): string {
  return error instanceof AppFailure ? error.code : "unexpected";
}
