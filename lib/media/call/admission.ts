import { type Signal, signal } from "@preact/signals";
import type { TokenAnswer } from "../../contract/token.ts";
import type { SpacePageData } from "../../contract/visit.ts";
import type { ApiPort, Entry, SessionPlace } from "../ports/api_port.ts";
import { AppFailure } from "../../api/app_failure.ts";

/** Codes that a guest session, made anew for this room, may put right. */
const curedBySession = ["unauthenticated", "session-invalid", "room-mismatch"];

/** Gets this browser into one space: a guest session where it needs one, then tokens. */
export class Admission {
  readonly #loadApi: () => Promise<ApiPort>;
  readonly #slug: string;
  readonly #roomName: string;
  readonly #link: Signal<string | null>;
  /** Accounts need no guest session; guests need one that was admitted to this space. */
  #isAdmitted: boolean;

  /** @param link What an invitation brought along; gone once it is handed in. */
  constructor(
    visit: Pick<SpacePageData, "slug" | "roomName" | "visitor">,
    loadApi: () => Promise<ApiPort>,
    link: Signal<string | null> = signal(null),
  ) {
    this.#loadApi = loadApi;
    this.#link = link;
    this.#slug = visit.slug;
    this.#roomName = visit.roomName;
    this.#isAdmitted = visit.visitor?.kind === "user" || visit.visitor?.admitted === true;
  }

  /**
   * A new token, for one connection.
   *
   * @throws {AppFailure}
   */
  async requestToken(participantName: string): Promise<TokenAnswer> {
    const api = await this.#loadApi();
    const entry: Entry = { roomName: this.#roomName, participantName };
    if (this.#isAdmitted) {
      try {
        return await this.#ask(api, entry);
      } catch (error) {
        if (!isAnyOf(curedBySession, error)) throw error;
      }
    }
    await this.#openSession(api, entry);
    try {
      return await this.#ask(api, entry);
    } catch (error) {
      // The session was opened just now, and did not come along: the browser kept no cookie.
      if (!isAnyOf(["unauthenticated"], error)) throw error;
    }
    await this.#openSession(api, entry, "memory");
    return await this.#ask(api, entry);
  }

  async #ask(api: ApiPort, entry: Entry): Promise<TokenAnswer> {
    await this.#handInLink(api);
    return await api.requestToken(entry);
  }

  /** A link that is no good is said once; the next click tries without it. */
  async #handInLink(api: ApiPort): Promise<void> {
    const link = this.#link.peek();
    if (link === null) return;
    try {
      await api.exchangeLink(this.#slug, link);
    } catch (error) {
      if (error instanceof AppFailure && error.code === "link-spent") this.#link.value = null;
      throw error;
    }
    this.#link.value = null;
  }

  async #openSession(api: ApiPort, entry: Entry, keptIn?: SessionPlace): Promise<void> {
    await api.openGuestSession(entry, keptIn);
    this.#isAdmitted = true;
  }
}

function isAnyOf(codes: readonly string[], error: unknown): boolean {
  return error instanceof AppFailure && codes.includes(error.code);
}
