import type * as z from "zod/mini";
import { problemSchema } from "../contract/errors.ts";
import { AccountFailure } from "./account_failure.ts";

/** A server that is silent for so long is not there. */
const timeoutMs = 10_000;

/** The browser's `fetch`, or a test's. */
export type Fetch = typeof globalThis.fetch;

/** The browser's own, called as it wants to be. */
export const browserFetch: Fetch = (input, init) => globalThis.fetch(input, init);

/** What is asked of our own server. */
export interface Question {
  readonly method: string;
  /** From the root: `/api/…`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/**
 * Asks our own server by `fetch`, and reads the answer by `schema`; an answer without a body is `null`.
 *
 * @throws AccountFailure with the problem's code, `offline`, or `unexpected` for what is no answer of ours.
 */
export async function askServer<T>(
  fetch: Fetch,
  { method, path, body }: Question,
  schema: z.ZodMiniType<T>,
): Promise<T> {
  const init: RequestInit = body === undefined ? {} : {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let response: Response;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    response = await fetch(path, { method, ...init, signal });
  } catch (cause) {
    throw new AccountFailure("offline", "Cannot reach the server", { cause });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const problem = problemSchema.safeParse(answer);
    const code = problem.success ? problem.data.code : "unexpected";
    throw new AccountFailure(code, `The server answered ${response.status}`);
  }
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AccountFailure("unexpected", `Cannot read the answer of ${path}`);
}
