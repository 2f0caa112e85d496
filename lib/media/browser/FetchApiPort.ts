import * as z from "zod/mini";
import { ApiClient, spacePath } from "../../api/ApiClient.ts";
import { AppFailure } from "../../api/app_failure.ts";
import { lateCode } from "../../contract/late_code.ts";
import {
  departureAnswerSchema,
  type DepartureReason,
  departureRequestSchema,
  leaveRequestSchema,
} from "../../contract/departure.ts";
import {
  guestSessionAnswerSchema,
  guestSessionRequestSchema,
} from "../../contract/guest_session.ts";
import { type Presence, presenceSchema } from "../../contract/presence.ts";
import { linkExchangeAnswerSchema, linkExchangeSchema } from "../../contract/space.ts";
import { type TokenAnswer, tokenAnswerSchema, tokenRequestSchema } from "../../contract/token.ts";
import type {
  AdmissionFollower,
  ApiPort,
  Entry,
  PresenceFollower,
  SessionStore,
} from "../ports/api_port.ts";
import type { ChatPort } from "../ports/chat_port.ts";
import type { ModerationPort } from "../ports/moderation_port.ts";
import { followAdmission, followPresence } from "./follow_presence.ts";

/** An `ApiPort` over `fetch`, same-origin. */
export class FetchApiPort implements ApiPort {
  readonly #api: ApiClient;
  /** Names the requests that one withdrawal takes back, also those that arrive after it. */
  #waitId = randomWaitId();

  /** @param fetch For tests. */
  constructor(fetch?: typeof globalThis.fetch) {
    this.#api = new ApiClient(fetch);
  }

  async openGuestSession(entry: Entry, keptIn: SessionStore = "cookie"): Promise<void> {
    const isInMemory = keptIn === "memory" || this.#api.sessionToken !== null;
    const request = isInMemory ? { ...entry, delivery: "body" } : entry;
    const body = validate(guestSessionRequestSchema, request);
    // The server would refuse an invalid old token.
    this.#api.sessionToken = null;
    const answer = await this.#api.send("/api/guest-sessions", guestSessionAnswerSchema, { body });
    // The token is also in the body where the server sets no cookie on this origin.
    this.#api.sessionToken = answer.sessionToken ?? null;
  }

  async requestToken(entry: Entry): Promise<TokenAnswer> {
    const body = validate(tokenRequestSchema, { ...entry, waitId: this.#waitId });
    return await this.#api.send("/api/livekit/token", tokenAnswerSchema, { body });
  }

  async withdrawKnock(slug: string): Promise<void> {
    const path = `${spacePath(slug)}/knocks/me?waitId=${this.#waitId}`;
    this.#waitId = randomWaitId();
    await this.#api.send(path, z.null(), { method: "DELETE", outlivesPage: true });
  }

  async exchangeLink(slug: string, link: string): Promise<void> {
    // A malformed link counts as spent.
    const parsed = linkExchangeSchema.safeParse({ link });
    if (!parsed.success) throw new AppFailure("link-spent", "That is no link of this space");
    const path = `${spacePath(slug)}/links/exchange`;
    await this.#api.send(path, linkExchangeAnswerSchema, { body: parsed.data });
  }

  async leave(token: string, isForGood: boolean): Promise<void> {
    const body = validate(leaveRequestSchema, isForGood ? { token, isForGood } : { token });
    await this.#api.send("/api/livekit/leave", z.null(), { body, outlivesPage: true });
  }

  async askDeparture(token: string): Promise<DepartureReason> {
    const body = validate(departureRequestSchema, { token });
    return (await this.#api.send("/api/livekit/departure", departureAnswerSchema, { body })).reason;
  }

  async setHand(slug: string, isRaised: boolean): Promise<void> {
    const path = `${spacePath(slug)}/hand`;
    await this.#api.send(path, z.null(), { method: "PUT", body: { isRaised } });
  }

  async presence(slug: string): Promise<Presence> {
    return await this.#api.send(presencePath(slug), presenceSchema);
  }

  followPresence(slug: string, follower: PresenceFollower): () => void {
    return followPresence(presencePath(slug), follower);
  }

  async loadModeration(): Promise<ModerationPort> {
    const { FetchModerationPort } = await lateCode(() => import("./FetchModerationPort.ts"));
    return new FetchModerationPort(this.#api);
  }

  async loadChat(): Promise<ChatPort> {
    const { FetchChatPort } = await lateCode(() => import("./FetchChatPort.ts"));
    return new FetchChatPort(this.#api);
  }

  followAdmission(slug: string, follower: AdmissionFollower): () => void {
    return followAdmission(presencePath(slug), follower);
  }
}

/** Unlike those of this principal's other pages; a secret it is not. */
function randomWaitId(): string {
  return Math.random().toString(36).slice(2) || "0";
}

function presencePath(slug: string): string {
  return `${spacePath(slug)}/presence`;
}

/** Validates a request's body by the server's own rules. @throws {AppFailure} `invalid-body`. */
function validate<T>(schema: z.ZodMiniType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppFailure("invalid-body", "Cannot join: the name or the space is not valid", {
    cause: parsed.error,
  });
}
