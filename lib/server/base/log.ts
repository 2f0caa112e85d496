/** The log: one JSON object a line. Callers pass ids, codes and counts; never tokens, people's names or addresses. */
import type { ErrorCode } from "../../contract/errors.ts";
import { AppError } from "./app_error.ts";

/** Levels of log lines, the least severe first. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Fields of a line. An `Error` is written as name, code, stack and cause. */
export type LogFields = Readonly<Record<string, unknown>> & { readonly requestId?: string };

/** Writes events by name, with fields that hold no secret, name or address. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Options of `createLog`. */
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

/** Codes of failing dependencies: messages below them come from the system, the network or SQLite, not from a request. */
const dependencyErrors: readonly (ErrorCode | null)[] = [
  "storage-unavailable",
  "livekit-unavailable",
  "identity-unavailable",
];

/** Names of errors below such a code whose messages are the system's own. Parsers and providers quote their input. */
const systemErrorNames = ["Error", "TypeError", "TimeoutError", "AbortError"];

const systemErrors = Object.values(Deno.errors);

/**
 * An error without user input: a message of foreign code may quote a body (as JSON.parse does) or a token. At `debug`
 * every message is written; else only those of our own errors, and by class and cause those that an operator needs.
 *
 * @param parentCode the code of the nearest `AppError` that this error is a cause of.
 */
function describeError(
  error: Error,
  withMessages: boolean,
  parentCode: ErrorCode | null = null,
  depth = 0,
): ErrorLine {
  const code = error instanceof AppError ? error.code : parentCode;
  return {
    name: error.name,
    code: error instanceof AppError
      ? error.code
      : "code" in error && typeof error.code === "string"
      ? error.code
      : undefined,
    message: withMessages ? error.message : loggableMessage(error, parentCode),
    stack: error instanceof AppError ? undefined : stackOf(error),
    cause: error.cause instanceof Error && depth < 3
      ? describeError(error.cause, withMessages, code, depth + 1)
      : undefined,
  };
}

function loggableMessage(error: Error, parentCode: ErrorCode | null): string | undefined {
  if (error instanceof AppError) return error.message;
  // The text after the number is the requested file or address.
  if (systemErrors.some((kind) => error instanceof kind)) {
    return /^[^:]*\(os error \d+\)/.exec(error.message)?.[0];
  }
  if (!dependencyErrors.includes(parentCode) || !systemErrorNames.includes(error.name)) {
    return undefined;
  }
  return withoutSecrets(error.message);
}

/** Addresses without user, query and fragment. */
function withoutSecrets(message: string): string {
  return message.replace(/(\bhttps?:\/\/)(?:[^\s/@)]*@)?([^\s?#)]*)[^\s)]*/g, "$1$2").slice(0, 500);
}

/** The stack's lines without the message, which may itself hold lines that look like a stack. */
function stackOf({ stack = "", message }: Error): string[] {
  return stack.replace(message, "").split("\n").filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
