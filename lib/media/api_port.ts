import type { DepartureReason } from "../contract/departure.ts";
import type { Presence } from "../contract/presence.ts";
import type { TokenAnswer } from "../contract/token.ts";

/** Who wants in where. */
export interface Entry {
  readonly roomName: string;
  readonly participantName: string;
}

/** How it stands with what one follows; `broken`: it comes back by itself; `over`: it does not. */
export type FollowingState = "live" | "broken" | "over";

/** Who follows presence. */
export interface PresenceFollower {
  told(presence: Presence): void;
  /** Nothing is told before it is `live` for the first time. */
  became(state: FollowingState): void;
}

/** Our own server. Every method throws `CallFailure`. */
export interface ApiPort {
  /** Makes this browser a guest who may enter the room; the session travels in a cookie. */
  openGuestSession(entry: Entry): Promise<void>;
  requestToken(entry: Entry): Promise<TokenAnswer>;
  /** Why the holder of this token was put out; `unknown` where it was not. */
  askDeparture(token: string): Promise<DepartureReason>;
  presence(slug: string): Promise<Presence>;
  /** Tells who is inside, now and at each change, until the answered function is called. Throws nothing. */
  followPresence(slug: string, follower: PresenceFollower): () => void;
}
