import type { FollowingState } from "../../api/ApiClient.ts";
import type { DepartureReason } from "../../contract/departure.ts";
import type { Presence } from "../../contract/presence.ts";
import type { Knock } from "../../contract/space.ts";
import type { TokenAnswer } from "../../contract/token.ts";
import type { ChatPort } from "./chat_port.ts";
import type { ModerationPort } from "./moderation_port.ts";

/** A request to join: which room, under which name. */
export interface Entry {
  readonly roomName: string;
  readonly participantName: string;
}

/** Where a guest's session is stored: in a cookie, or in this page's memory if the browser keeps no cookies. */
export type SessionStore = "cookie" | "memory";

/** Callbacks of a presence stream. */
export interface PresenceFollower {
  onPresence(presence: Presence): void;
  /** `live` comes before the first presence. */
  onState(state: FollowingState): void;
}

/** Callbacks of a stream about who may enter a space; for people who wait, and for moderators. */
export interface AdmissionFollower {
  /** The rules of who may enter may have changed; also called at each start of the stream. */
  onAdmissionChange?(): void;
  /** All knocks of now; only for moderators. */
  onKnocks?(knocks: readonly Knock[]): void;
  /** After `over`, poll. */
  onState?(state: FollowingState): void;
}

/** Our own server. Every promise may reject with a `AppFailure`. */
export interface ApiPort {
  /** Opens a guest session that may enter the room. After one in `memory`, later ones are in memory too. */
  openGuestSession(entry: Entry, keptIn?: SessionStore): Promise<void>;
  requestToken(entry: Entry): Promise<TokenAnswer>;
  /** Withdraws our knock. Also sent while the page unloads. */
  withdrawKnock(slug: string): Promise<void>;
  /** Exchanges the secret after `#link=` for admission of this principal. A repeated exchange is not a second use. */
  exchangeLink(slug: string, link: string): Promise<void>;
  /**
   * Ends the connection of this token. Also sent while the page unloads. `isForGood`: not a reload, so the others need
   * not wait for a return.
   */
  leave(token: string, isForGood: boolean): Promise<void>;
  /** Why the participant of this token was evicted; `unknown` if it was not. */
  askDeparture(token: string): Promise<DepartureReason>;
  /** Raises or lowers our own hand in the call. */
  setHand(slug: string, isRaised: boolean): Promise<void>;
  presence(slug: string): Promise<Presence>;
  /** Follows presence, now and at each change, until the returned function is called. Never throws. */
  followPresence(slug: string, follower: PresenceFollower): () => void;
  /** Loads the moderators' part of the API, which is separate code. */
  loadModeration(): Promise<ModerationPort>;
  /** Loads the chat's part, likewise. */
  loadChat(): Promise<ChatPort>;
  /** Follows who may enter, until the returned function is called. Never throws. */
  followAdmission(slug: string, follower: AdmissionFollower): () => void;
}
