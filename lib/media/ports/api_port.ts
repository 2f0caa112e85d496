import type { FollowingState } from "../../api/ApiClient.ts";
import type { DepartureReason } from "../../contract/departure.ts";
import type { Presence } from "../../contract/presence.ts";
import type { Knock } from "../../contract/space.ts";
import type { TokenAnswer } from "../../contract/token.ts";
import type { ModerationPort } from "./moderation_port.ts";

/** Who wants in where. */
export interface Entry {
  readonly roomName: string;
  readonly participantName: string;
}

/** Where a guest's session is kept: a cookie, or this page alone, where the browser keeps no cookie. */
export type SessionPlace = "cookie" | "memory";

/** Who follows presence. */
export interface PresenceFollower {
  told(presence: Presence): void;
  /** Nothing is told before it is `live` for the first time. */
  became(state: FollowingState): void;
}

/** Who waits at the door of a space, or looks after it. */
export interface DoorFollower {
  /** Who may enter may have changed; also told when the following begins, or begins again. */
  doorChanged?(): void;
  /** Who waits now; told to those who may admit, and to nobody else. */
  knocks?(knocks: readonly Knock[]): void;
  /** `over`: nobody tells any more; ask now and then. */
  became?(state: FollowingState): void;
}

/** Our own server. Every method throws `AppFailure`. */
export interface ApiPort {
  /** Makes this browser a guest who may enter the room. Once in memory it stays there. */
  openGuestSession(entry: Entry, keptIn?: SessionPlace): Promise<void>;
  requestToken(entry: Entry): Promise<TokenAnswer>;
  /** We wait at the door no more. It gets through also where the page is just being left. */
  withdrawKnock(slug: string): Promise<void>;
  /** Hands in what stands after `#link=`: whoever asks is admitted by it. Asking again is not a second use. */
  exchangeLink(slug: string, link: string): Promise<void>;
  /**
   * Ends the connection that this token is of. It gets through also where the page is just being left. `isForGood`: not to
   * be loaded anew, so that the others need not wait for that.
   */
  leave(token: string, isForGood: boolean): Promise<void>;
  /** Why the holder of this token was put out; `unknown` where it was not. */
  askDeparture(token: string): Promise<DepartureReason>;
  presence(slug: string): Promise<Presence>;
  /** Tells who is inside, now and at each change, until the answered function is called. Throws nothing. */
  followPresence(slug: string, follower: PresenceFollower): () => void;
  /** The part of those who look after spaces: code of its own. */
  loadModeration(): Promise<ModerationPort>;
  /** Tells of the door until the answered function is called. Throws nothing. */
  followDoor(slug: string, follower: DoorFollower): () => void;
}
