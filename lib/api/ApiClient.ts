import type * as z from "zod/mini";
import { problemSchema } from "../contract/errors.ts";
import { AppFailure } from "./app_failure.ts";

/** A server that is silent for this long counts as unreachable. */
const timeoutMs = 10_000;

/** A request, beside its path. */
export interface ApiRequest {
  /** `POST` where there is a body, else `GET`. */
  readonly method?: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent even while the page is being left. */
  readonly outlivesPage?: boolean;
}

/** The state of an event stream. `broken`: the browser reconnects by itself; `over`: it does not. */
export type FollowingState = "live" | "broken" | "over";

/** Requests to our own server, same-origin, with checked answers: the one client of media, account and owner. */
export class ApiClient {
  readonly #fetch: typeof globalThis.fetch;
  /** A guest's session where the browser keeps no cookie: it lives as long as the page. */
  sessionToken: string | null = null;

  /** @param fetch For tests. */
  constructor(fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)) {
    this.#fetch = fetch;
  }

  /**
   * Sends one request and reads its answer by `schema`; an answer without content is `null`.
   *
   * @throws {AppFailure} with the problem's code, `offline`, or `unexpected` for an answer that is not ours.
   */
  async send<T>(
    path: string,
    schema: z.ZodMiniType<T>,
    { body, method = body === undefined ? undefined : "POST", outlivesPage }: ApiRequest = {},
  ): Promise<T> {
    const headers: Record<string, string> = {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (this.sessionToken !== null) headers.Authorization = `Bearer ${this.sessionToken}`;
    let response: Response;
    try {
      response = await this.#fetch(path, {
        method,
        headers,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
        keepalive: outlivesPage,
      });
    } catch (cause) {
      throw new AppFailure("offline", "Cannot reach the server", { cause });
    }
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw failureOf(response, answer);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new AppFailure("unexpected", `Cannot read the answer of ${path}`, {
      cause: parsed.error,
    });
  }
}

/** The API's path of a space. */
export function spacePath(slug: string): string {
  return `/api/spaces/${encodeURIComponent(slug)}`;
}

function failureOf({ headers, status }: Response, answer: unknown): AppFailure {
  // Without one, it is the answer of a proxy.
  const problem = problemSchema.safeParse(answer).data;
  const title = problem?.title ?? `The server answered ${status}`;
  const retryAfterSeconds = parseInt(headers.get("Retry-After") ?? "") || undefined;
  return new AppFailure(problem?.code ?? "unexpected", title, { retryAfterSeconds });
}

/**
 * Follows the server-sent events at `path` until the returned function is called.
 *
 * @param listeners By the event's name, `message` for an event without one; each gets the event's data, unparsed.
 *
 * It shares this file since the build would put so small a file of its own into every page's first scripts.
 */
export function followEvents(
  path: string,
  listeners: Readonly<Record<string, (data: unknown) => void>>,
  became: (state: FollowingState) => void,
): () => void {
  const source = new EventSource(path);
  for (const [name, listener] of Object.entries(listeners)) {
    source.addEventListener(name, ({ data }: MessageEvent) => listener(data));
  }
  source.onopen = () => became("live");
  source.onerror = () => became(source.readyState === EventSource.CLOSED ? "over" : "broken");
  return () => source.close();
}
