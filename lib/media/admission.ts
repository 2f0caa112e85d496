import type { TokenAnswer } from "../contract/token.ts";
import type { SpaceVisit } from "../contract/visit.ts";
import type { ApiPort, Entry } from "./api_port.ts";
import { CallFailure } from "./call_failure.ts";

/** Codes that a guest session, made anew for this room, may put right. */
const curedBySession = ["unauthenticated", "session-invalid", "room-mismatch"];

/** Gets this browser into one space: a guest session where it needs one, then tokens. */
export class Admission {
  readonly #loadApi: () => Promise<ApiPort>;
  readonly #roomName: string;
  /** Accounts need no guest session; guests need one that was admitted to this space. */
  #isAdmitted: boolean;

  constructor(visit: Pick<SpaceVisit, "roomName" | "visitor">, loadApi: () => Promise<ApiPort>) {
    this.#loadApi = loadApi;
    this.#roomName = visit.roomName;
    this.#isAdmitted = visit.visitor?.kind === "user" || visit.visitor?.admitted === true;
  }

  /**
   * A new token, for one connection.
   *
   * @throws {CallFailure}
   */
  async requestToken(participantName: string): Promise<TokenAnswer> {
    const api = await this.#loadApi();
    const entry: Entry = { roomName: this.#roomName, participantName };
    const wasAdmitted = this.#isAdmitted;
    if (!wasAdmitted) await this.#openSession(api, entry);
    try {
      return await api.requestToken(entry);
    } catch (error) {
      const isCurable = error instanceof CallFailure && curedBySession.includes(error.code);
      if (!wasAdmitted || !isCurable) throw error;
      await this.#openSession(api, entry);
      return await api.requestToken(entry);
    }
  }

  async #openSession(api: ApiPort, entry: Entry): Promise<void> {
    await api.openGuestSession(entry);
    this.#isAdmitted = true;
  }
}
