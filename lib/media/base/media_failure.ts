import type { MediaError } from "../ports/call_types.ts";

const remedies: Readonly<Record<MediaError["type"], MediaError["remedy"]>> = {
  "denied": "allow-in-browser",
  "dismissed": "ask-again",
  "blocked-by-system": "allow-in-system",
  "in-use": "close-other-app",
  "not-found": "plug-in",
  "overconstrained": "choose-another",
  "unsupported": "none",
  "unexpected": "ask-again",
};

/** A device that could not be used. Ports throw it in place of the browser's errors. */
export class MediaFailure extends Error {
  override readonly name = "MediaFailure";

  constructor(
    readonly type: MediaError["type"],
    readonly device: MediaError["device"],
    options?: ErrorOptions,
  ) {
    super(`Cannot use the ${device}: ${type}`, options);
  }

  /** As components get it. */
  toMediaError(): MediaError {
    const { type, device, message } = this;
    return { type, device, message, remedy: remedies[type] };
  }
}

/** Any error as a `MediaFailure` of `device`. */
export function asMediaFailure(error: unknown, device: MediaError["device"]): MediaFailure {
  return error instanceof MediaFailure
    ? error
    : new MediaFailure("unexpected", device, { cause: error });
}

/** Whether the person, the browser or the system refused: code must not ask again. */
export function isRefusal(error: unknown): boolean {
  return error instanceof MediaFailure &&
    ["denied", "dismissed", "blocked-by-system"].includes(error.type);
}
