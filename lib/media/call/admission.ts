import { type Signal, signal } from "@preact/signals";
import type { TokenAnswer } from "../../contract/token.ts";
import type { SpacePageData } from "../../contract/visit.ts";
import type { ApiPort, Entry, SessionStore } from "../ports/api_port.ts";
import { AppFailure } from "../../api/app_failure.ts";

/** Error codes after which a new guest session for this room is worth a try. */
const codesNewSessionMayFix = ["unauthenticated", "session-invalid", "room-mismatch"];

/** Requests tokens for one space, and opens a guest session first where the server needs one. */
export class Admission {
  readonly #loadApi: () => Promise<ApiPort>;
  readonly #slug: string;
  readonly #roomName: string;
  readonly #link: Signal<string | null>;
  /** A guest needs a session that was admitted to this space; an account needs none. */
  #isAdmitted: boolean;

  /** @param link The secret of an invitation; `null` once it was exchanged. */
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
   * Requests a token, which is good for one connection.
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
        if (!isAnyOf(codesNewSessionMayFix, error)) throw error;
      }
    }
    await this.#openSession(api, entry);
    try {
      return await this.#ask(api, entry);
    } catch (error) {
      // The new session's cookie was not sent: this browser keeps no cookies.
      if (!isAnyOf(["unauthenticated"], error)) throw error;
    }
    await this.#openSession(api, entry, "memory");
    return await this.#ask(api, entry);
  }

  async #ask(api: ApiPort, entry: Entry): Promise<TokenAnswer> {
    await this.#exchangeLink(api);
    return await api.requestToken(entry);
  }

  /** A spent link fails once; the next click tries without it. */
  async #exchangeLink(api: ApiPort): Promise<void> {
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

  async #openSession(api: ApiPort, entry: Entry, keptIn?: SessionStore): Promise<void> {
    await api.openGuestSession(entry, keptIn);
    this.#isAdmitted = true;
  }
}

function isAnyOf(codes: readonly string[], error: unknown): boolean {
  return error instanceof AppFailure && codes.includes(error.code);
}
