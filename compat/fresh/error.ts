/** What goes wrong: HTTP errors, and what the stand-in lacks. */

/** The statuses that an {@linkcode HttpError} may have: all that HTTP calls an error. */
export type ErrorStatus =
  // deno-fmt-ignore
  | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415
  // deno-fmt-ignore
  | 416 | 417 | 418 | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451
  // deno-fmt-ignore
  | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;

/** An error that is answered with its status. */
export class HttpError extends Error {
  constructor(public status: ErrorStatus, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "HttpError";
  }
}

/** What an {@linkcode HttpError} without a message says. */
export const statusText: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** A function that says by name that Fresh has this and the stand-in does not. */
export function lacks(name: string): (...given: unknown[]) => never {
  return () => {
    throw new Error(
      `Cannot use ${name}: the stand-in for Fresh lacks it (compat/fresh/mod.ts lists what it has)`,
    );
  };
}
