/** The log: one JSON object a line. Without tokens, names of people or addresses: callers pass ids, codes and counts. */
import type { ErrorCode } from "../../contract/errors.ts";
import { AppError } from "./app_error.ts";

/** The least that is logged, in this order. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a line may carry. `error` is written as name, code and stack. */
export type LogFields = Readonly<Record<string, unknown>> & { readonly requestId?: string };

/** Writes events by name, with fields that hold no secret, name or address. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** What a `Log` is made of. */
export interface LogOptions {
  readonly level: LogLevel;
  /** Takes one line, without its line break; `console.log` fits. */
  readonly write: (line: string) => void;
  readonly now: () => number;
}

const rank: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** A log that writes lines of `level` and above. */
export function createLog({ level, write, now }: LogOptions): Log {
  const at = (lineLevel: LogLevel) => (event: string, fields: LogFields = {}) => {
    if (rank[lineLevel] < rank[level]) return;
    const line: Record<string, unknown> = {
      time: new Date(now()).toISOString(),
      level: lineLevel,
      event,
    };
    for (const [name, value] of Object.entries(fields)) {
      line[name] = value instanceof Error ? describeError(value, level === "debug") : value;
    }
    write(JSON.stringify(line));
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

interface ErrorLine {
  name: string;
  code?: string;
  message?: string;
  stack?: string[];
  cause?: ErrorLine;
}

/** Parts that fail by themselves: what they say of it comes from a system, a network or SQLite, and from nobody's request. */
const dependencyErrors: readonly (ErrorCode | null)[] = [
  "storage-unavailable",
  "livekit-unavailable",
  "identity-unavailable",
];

/** Of the causes of such a failure, those whose messages are a system's own. Parsers and providers quote what they read. */
const systemErrorNames = ["Error", "TypeError", "TimeoutError", "AbortError"];

const systemErrors = Object.values(Deno.errors);

/**
 * An error without what people typed: a message of somebody else's code may quote a body (JSON.parse does) or a token.
 * At `debug` every message is written; else those of our own errors, and by class and cause those that an operator needs.
 *
 * @param under the code of the error of ours that this one is the cause of, at whatever depth.
 */
function describeError(
  error: Error,
  withMessages: boolean,
  under: ErrorCode | null = null,
  depth = 0,
): ErrorLine {
  const code = error instanceof AppError ? error.code : under;
  return {
    name: error.name,
    code: error instanceof AppError
      ? error.code
      : "code" in error && typeof error.code === "string"
      ? error.code
      : undefined,
    message: withMessages ? error.message : loggableMessage(error, under),
    stack: error instanceof AppError ? undefined : stackOf(error),
    cause: error.cause instanceof Error && depth < 3
      ? describeError(error.cause, withMessages, code, depth + 1)
      : undefined,
  };
}

function loggableMessage(error: Error, under: ErrorCode | null): string | undefined {
  if (error instanceof AppError) return error.message;
  // What stands behind the number is the file that was asked for, or the address.
  if (systemErrors.some((kind) => error instanceof kind)) {
    return /^[^:]*\(os error \d+\)/.exec(error.message)?.[0];
  }
  if (!dependencyErrors.includes(under) || !systemErrorNames.includes(error.name)) return undefined;
  return withoutSecrets(error.message);
}

/** Addresses without user, query and fragment. */
function withoutSecrets(message: string): string {
  return message.replace(/(\bhttps?:\/\/)(?:[^\s/@)]*@)?([^\s?#)]*)[^\s)]*/g, "$1$2").slice(0, 500);
}

/** Where it was thrown; a message of several lines may look like it. */
function stackOf({ stack = "", message }: Error): string[] {
  return stack.replace(message, "").split("\n").filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
