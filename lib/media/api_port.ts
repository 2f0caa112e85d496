import type { DepartureReason } from "../contract/departure.ts";
import type { Presence } from "../contract/presence.ts";
import type { TokenAnswer } from "../contract/token.ts";

/** Who wants in where. */
export interface Entry {
  readonly roomName: string;
  readonly participantName: string;
}

/** Our own server. Every method throws `CallFailure`. */
export interface ApiPort {
  /** Makes this browser a guest who may enter the room; the session travels in a cookie. */
  openGuestSession(entry: Entry): Promise<void>;
  requestToken(entry: Entry): Promise<TokenAnswer>;
  /** Why the holder of this token was put out; `unknown` where it was not. */
  askDeparture(token: string): Promise<DepartureReason>;
  presence(slug: string): Promise<Presence>;
}
