import type { DepartureReason } from "../../../lib/contract/departure.ts";
import type { Presence } from "../../../lib/contract/presence.ts";
import type { TokenAnswer } from "../../../lib/contract/token.ts";
import type {
  AdmissionFollower,
  ApiPort,
  Entry,
  PresenceFollower,
} from "../../../lib/media/ports/api_port.ts";
import { FakeChatPort } from "./FakeChatPort.ts";
import { FakeModerationPort } from "./FakeModerationPort.ts";
import { seatIdOf } from "./FakeRoomPort.ts";

/** A server that mints one generation after another, and fails with the given `failures`. */
export class FakeApiPort implements ApiPort {
  readonly calls: string[] = [];
  /** Failures of the next calls, by method. */
  readonly failures: {
    [
      method in Exclude<
        keyof ApiPort,
        "followPresence" | "followAdmission" | "loadModeration" | "loadChat"
      >
    ]: Error[];
  } = {
    openGuestSession: [],
    requestToken: [],
    exchangeLink: [],
    withdrawKnock: [],
    leave: [],
    askDeparture: [],
    presence: [],
    setHand: [],
  };
  readonly moderation = new FakeModerationPort();
  readonly chat = new FakeChatPort();
  /** The open presence streams; the test calls them. */
  readonly followers = new Set<PresenceFollower>();
  /** The open admission streams. */
  readonly admissionFollowers = new Set<AdmissionFollower>();
  departure: DepartureReason = "unknown";
  presenceNow: Presence = { roomName: "space-tea", count: 0 };
  /** While set, answers wait for it. */
  hold: Promise<void> | null = null;
  minted = 0;
  /** Of an encrypted space. */
  keyCheck?: string;

  async openGuestSession(entry: Entry, keptIn = "cookie"): Promise<void> {
    const where = keptIn === "cookie" ? "" : ` ${keptIn}`;
    await this.#begin("openGuestSession", entry.participantName + where);
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
      ...this.keyCheck && { keyCheck: this.keyCheck },
    };
  }

  async leave(token: string, isForGood: boolean): Promise<void> {
    await this.#begin("leave", isForGood ? `${token} for good` : token);
  }

  async askDeparture(token: string): Promise<DepartureReason> {
    await this.#begin("askDeparture", token);
    return this.departure;
  }

  async setHand(slug: string, isRaised: boolean): Promise<void> {
    await this.#begin("setHand", `${slug} ${isRaised}`);
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

  async exchangeLink(slug: string, link: string): Promise<void> {
    await this.#begin("exchangeLink", `${slug} ${link}`);
  }

  async withdrawKnock(slug: string): Promise<void> {
    await this.#begin("withdrawKnock", slug);
  }

  loadModeration(): Promise<FakeModerationPort> {
    return Promise.resolve(this.moderation);
  }

  loadChat(): Promise<FakeChatPort> {
    return Promise.resolve(this.chat);
  }

  followAdmission(slug: string, follower: AdmissionFollower): () => void {
    this.calls.push(`followAdmission ${slug}`);
    this.admissionFollowers.add(follower);
    return () => this.admissionFollowers.delete(follower);
  }

  /** Tells all streams that the rules of who may enter changed. */
  changeAdmission(): void {
    for (const follower of [...this.admissionFollowers]) follower.onAdmissionChange?.();
  }

  async #begin(method: keyof FakeApiPort["failures"], argument: string): Promise<void> {
    this.calls.push(`${method} ${argument}`);
    await this.hold;
    const failure = this.failures[method].shift();
    if (failure) throw failure;
  }
}
