import type * as z from "zod/mini";
import { problemSchema } from "../../contract/errors.ts";
import { CallFailure } from "../base/call_failure.ts";

/** How long to wait for an answer. */
const timeoutMs = 10_000;

/** One request. */
export interface ApiRequest {
  /** `POST` where there is a body, else `GET`. */
  readonly method?: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** The request is completed even while the page is unloading (`keepalive`). */
  readonly outlivesPage?: boolean;
}

/** Requests to our own server, same-origin, whose answers are checked. */
export class ApiRequests {
  readonly #fetch: typeof globalThis.fetch;
  /** A session's token where the browser keeps no cookie; kept for the life of the page. */
  sessionToken: string | null = null;

  /** @param fetch For tests. */
  constructor(fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)) {
    this.#fetch = fetch;
  }

  /**
   * Sends a request and returns the parsed answer; an answer without content is parsed as `null`.
   *
   * @throws {CallFailure} the server's code, `offline`, or `unexpected` where the answer does not match `schema`.
   */
  async send<T>(
    path: string,
    schema: z.ZodMiniType<T>,
    { body, method = body === undefined ? undefined : "POST", outlivesPage }: ApiRequest = {},
  ): Promise<T> {
    const headers = new Headers();
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (this.sessionToken !== null) headers.set("Authorization", `Bearer ${this.sessionToken}`);
    const init: RequestInit = { method, headers };
    if (body !== undefined) init.body = JSON.stringify(body);
    let response: Response;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      response = await this.#fetch(path, { ...init, signal, keepalive: outlivesPage });
    } catch (error) {
      throw new CallFailure("offline", "Cannot reach the server", { cause: error });
    }
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw failureOf(response, answer);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new CallFailure("unexpected", `Cannot read the answer of ${path}`, {
      cause: parsed.error,
    });
  }
}

/** The API's path of a space. */
export function spacePath(slug: string): string {
  return `/api/spaces/${encodeURIComponent(slug)}`;
}

function failureOf(response: Response, answer: unknown): CallFailure {
  const problem = problemSchema.safeParse(answer);
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(seconds) ? seconds : undefined;
  return problem.success
    ? new CallFailure(problem.data.code, problem.data.title, { retryAfterSeconds })
    // Not an answer of our server: a proxy's.
    : new CallFailure("unexpected", `The server answered ${response.status}`, {
      retryAfterSeconds,
    });
}
