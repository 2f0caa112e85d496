import type * as z from "zod/mini";
import { problemSchema } from "../../contract/errors.ts";
import { CallFailure } from "../base/call_failure.ts";

/** A server that is silent for so long is not there. */
const timeoutMs = 10_000;

/** What is sent. */
export interface ApiRequest {
  /** `POST` where there is a body, else `GET`. */
  readonly method?: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** It is sent although the page is being left. */
  readonly outlivesPage?: boolean;
}

/** Requests to our own server, same-origin, whose answers are checked. */
export class ApiRequests {
  readonly #fetch: typeof globalThis.fetch;
  /** A session that the browser keeps in no cookie, for as long as the page lives. */
  sessionToken: string | null = null;

  /** @param fetch For tests. */
  constructor(fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)) {
    this.#fetch = fetch;
  }

  /**
   * An answer without content is `null`.
   *
   * @throws {CallFailure}
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

/** Where the API has a space. */
export function spacePath(slug: string): string {
  return `/api/spaces/${encodeURIComponent(slug)}`;
}

function failureOf(response: Response, answer: unknown): CallFailure {
  const problem = problemSchema.safeParse(answer);
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(seconds) ? seconds : undefined;
  return problem.success
    ? new CallFailure(problem.data.code, problem.data.title, { retryAfterSeconds })
    // A proxy's answer, not ours.
    : new CallFailure("unexpected", `The server answered ${response.status}`, {
      retryAfterSeconds,
    });
}
