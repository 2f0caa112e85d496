import { type ErrorCode, errorStatus, type FieldProblem } from "../../contract/errors.ts";

/** What an `AppError` may carry beside its code. */
export interface AppErrorOptions {
  /** Which fields of a body were refused, for `invalid-body`. */
  fields?: FieldProblem[];
  /** For `429` and `503`: when a retry makes sense. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The one error that a caller handles: a stable code, the status that it is answered with, and the cause for the log. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly fields?: FieldProblem[];
  readonly retryAfterSeconds?: number;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = errorStatus[code];
    this.fields = options.fields;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
