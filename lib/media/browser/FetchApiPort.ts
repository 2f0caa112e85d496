import type * as z from "zod/mini";
import {
  departureAnswerSchema,
  type DepartureReason,
  departureRequestSchema,
} from "../../contract/departure.ts";
import { problemSchema } from "../../contract/errors.ts";
import {
  guestSessionAnswerSchema,
  guestSessionRequestSchema,
} from "../../contract/guest_session.ts";
import { type Presence, presenceSchema } from "../../contract/presence.ts";
import { type TokenAnswer, tokenAnswerSchema, tokenRequestSchema } from "../../contract/token.ts";
import type { ApiPort, Entry, PresenceFollower } from "../api_port.ts";
import { CallFailure } from "../call_failure.ts";
import { followPresence } from "./follow_presence.ts";

/** A server that is silent for so long is not there. */
const timeoutMs = 10_000;

/** An `ApiPort` over `fetch`, same-origin. */
export class FetchApiPort implements ApiPort {
  readonly #fetch: typeof globalThis.fetch;

  /** @param fetch For tests. */
  constructor(fetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)) {
    this.#fetch = fetch;
  }

  async openGuestSession(entry: Entry): Promise<void> {
    const body = checked(guestSessionRequestSchema, entry);
    await this.#request("/api/guest-sessions", guestSessionAnswerSchema, body);
  }

  async requestToken(entry: Entry): Promise<TokenAnswer> {
    const body = checked(tokenRequestSchema, entry);
    return await this.#request("/api/livekit/token", tokenAnswerSchema, body);
  }

  async askDeparture(token: string): Promise<DepartureReason> {
    const body = checked(departureRequestSchema, { token });
    return (await this.#request("/api/livekit/departure", departureAnswerSchema, body)).reason;
  }

  async presence(slug: string): Promise<Presence> {
    return await this.#request(presencePath(slug), presenceSchema);
  }

  followPresence(slug: string, follower: PresenceFollower): () => void {
    return followPresence(presencePath(slug), follower);
  }

  /** `POST` where there is a body, else `GET`. */
  async #request<T>(path: string, schema: z.ZodMiniType<T>, body?: unknown): Promise<T> {
    const init: RequestInit = body === undefined ? {} : {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    };
    let response: Response;
    try {
      response = await this.#fetch(path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
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

function presencePath(slug: string): string {
  return `/api/spaces/${encodeURIComponent(slug)}/presence`;
}

/** What the server would refuse is refused here already, with the same rules. */
function checked<T>(schema: z.ZodMiniType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CallFailure("invalid-body", "Cannot join: the name or the space is not valid", {
    cause: parsed.error,
  });
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
