/** The log: one JSON object a line. Without tokens, names of people or addresses: callers pass ids, codes and counts. */
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

/**
 * An error without what people typed: a message of somebody else's code may quote a body (JSON.parse
 * does) or a token, so it is written only for our own errors, or at the level `debug`.
 */
function describeError(error: Error, withMessages: boolean, depth = 0): ErrorLine {
  const code = error instanceof AppError
    ? error.code
    : "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
  return {
    name: error.name,
    code,
    message: withMessages || error instanceof AppError ? error.message : undefined,
    stack: error instanceof AppError
      ? undefined
      : error.stack?.split("\n").filter((line) => /^\s+at /.test(line)).map((line) => line.trim()),
    cause: error.cause instanceof Error && depth < 3
      ? describeError(error.cause, withMessages, depth + 1)
      : undefined,
  };
}
