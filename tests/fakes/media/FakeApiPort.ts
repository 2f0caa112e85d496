import type { DepartureReason } from "../../../lib/contract/departure.ts";
import type { Presence } from "../../../lib/contract/presence.ts";
import type { TokenAnswer } from "../../../lib/contract/token.ts";
import type { ApiPort, Entry, PresenceFollower } from "../../../lib/media/api_port.ts";
import { seatIdOf } from "./FakeRoomPort.ts";

/** A server that mints one generation after another, and fails as told. */
export class FakeApiPort implements ApiPort {
  readonly calls: string[] = [];
  /** Failures of the next calls, by method. */
  readonly failures: { [method in Exclude<keyof ApiPort, "followPresence">]: Error[] } = {
    openGuestSession: [],
    requestToken: [],
    askDeparture: [],
    presence: [],
  };
  /** Who follows presence now; the test tells them. */
  readonly followers = new Set<PresenceFollower>();
  departure: DepartureReason = "unknown";
  presenceNow: Presence = { roomName: "space-tea", count: 0 };
  /** While set, answers wait for it. */
  hold: Promise<void> | null = null;
  minted = 0;

  async openGuestSession(entry: Entry): Promise<void> {
    await this.#begin("openGuestSession", entry.participantName);
  }

  async requestToken(entry: Entry): Promise<TokenAnswer> {
    await this.#begin("requestToken", entry.participantName);
    const generation = ++this.minted;
    return {
      token: `token-${generation}`,
      url: "ws://livekit.test",
      roomName: entry.roomName,
      seatId: seatIdOf(1),
      participantId: `${seatIdOf(1)}.${generation}`,
      participantName: entry.participantName,
      expiresAt: "2030-01-01T00:00:00Z",
    };
  }

  async askDeparture(token: string): Promise<DepartureReason> {
    await this.#begin("askDeparture", token);
    return this.departure;
  }

  async presence(slug: string): Promise<Presence> {
    await this.#begin("presence", slug);
    return this.presenceNow;
  }

  followPresence(slug: string, follower: PresenceFollower): () => void {
    this.calls.push(`followPresence ${slug}`);
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  async #begin(method: keyof FakeApiPort["failures"], argument: string): Promise<void> {
    this.calls.push(`${method} ${argument}`);
    await this.hold;
    const failure = this.failures[method].shift();
    if (failure) throw failure;
  }
}
