import { type ErrorCode, errorStatus, type FieldProblem } from "../../contract/errors.ts";

/** Optional parts of an `AppError`. */
export interface AppErrorOptions {
  /** For `invalid-body`: the refused fields of the body. */
  fields?: FieldProblem[];
  /** For `429` and `503`: seconds until a retry makes sense. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The one error that callers handle: a stable code, its HTTP status, and the cause for the log. */
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
