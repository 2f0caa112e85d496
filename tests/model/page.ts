/** One page of one browser with one token: it connects, falls asleep, wakes up, leaves, and may come back uninvited. */
import type { PublishSource } from "../../lib/contract/space.ts";
import {
  type FakeConnection,
  type FakeLiveKit,
  type GoneReason,
  silenceMs,
} from "./fake_livekit.ts";
import type { Mint } from "./history.ts";
import type { Random } from "./random.ts";
import type { Planned, Timeline } from "./timeline.ts";

/** Its token, decoded. */
export interface TokenClaims {
  /** As it was answered. */
  readonly token: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publishSources: readonly PublishSource[];
  readonly notBeforeMs: number;
  readonly expiresMs: number;
}

export interface PageParts {
  readonly livekit: FakeLiveKit;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly onActive: (mint: Mint) => void;
}

/** LiveKit's tolerance of clocks that differ. */
const clockToleranceMs = 60_000;

export class Page {
  readonly mint: Mint;
  readonly #claims: TokenClaims;
  readonly #parts: PageParts;
  #connection: FakeConnection | null = null;
  #wasInside = false;
  #isFrozen = false;
  /** The news that reached it while it slept. */
  #missed: GoneReason | null = null;
  #silence: Planned | null = null;
  #isClosed = false;

  constructor(mint: Mint, claims: TokenClaims, parts: PageParts) {
    this.mint = mint;
    this.#claims = claims;
    this.#parts = parts;
  }

  get token(): string {
    return this.#claims.token;
  }

  get isConnected(): boolean {
    return this.#connection !== null;
  }

  /** Connects with its token; once inside it holds a refreshed one, which does not expire while this run lasts. */
  connect(): void {
    const { timeline } = this.#parts;
    const isGood = this.#wasInside ||
      (timeline.now >= this.#claims.notBeforeMs - clockToleranceMs &&
        timeline.now <= this.#claims.expiresMs + clockToleranceMs);
    if (!isGood || this.#isFrozen || this.#connection) return;
    this.#isClosed = false;
    this.#connection = this.#join(this.mint.identity);
    if (!this.#connection) timeline.after(500, () => this.#isClosed || this.connect());
  }

  /** Joins once more beside itself, as `?publish=x` on the socket's address does. */
  connectCopy(): void {
    const { livekit, random } = this.#parts;
    if (!this.#wasInside) return;
    livekit.join({
      ...this.#joining(`${this.mint.identity}#x`),
      activeAfterMs: random.between(5, 300),
      onActive: () => {},
      onGone: () => {},
    });
  }

  /** Falls silent, as a phone in a pocket. */
  freeze(): void {
    if (this.#isFrozen || !this.#connection) return;
    this.#isFrozen = true;
    this.#silence = this.#parts.timeline.after(silenceMs, () => {
      if (this.#connection) this.#parts.livekit.timeOut(this.#connection);
    });
  }

  /** Wakes up: a page that was given up as silent, or lost its server, connects anew; a removed one mostly learns that it was. */
  thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    if (this.#silence) this.#silence.isCancelled = true;
    const missed = this.#missed;
    this.#missed = null;
    const comesBack = missed === "timed-out" || missed === "server-gone" ||
      (missed === "removed" && this.#parts.random.chance(0.4));
    if (comesBack) this.connect();
  }

  /** Leaves as one should. */
  leave(): void {
    this.#isClosed = true;
    if (this.#connection && !this.#isFrozen) this.#parts.livekit.leave(this.#connection);
  }

  #join(identity: string): FakeConnection | null {
    const { livekit, random } = this.#parts;
    return livekit.join({
      ...this.#joining(identity),
      activeAfterMs: random.chance(0.05) ? null : random.between(5, 400),
      onActive: () => {
        this.#wasInside = true;
        this.#parts.onActive(this.mint);
      },
      onGone: (reason) => this.#gone(reason),
    });
  }

  #joining(identity: string) {
    const { name, attributes, publishSources } = this.#claims;
    return { roomName: `space-${this.mint.slug}`, identity, name, attributes, publishSources };
  }

  #gone(reason: GoneReason): void {
    this.#connection = null;
    if (this.#isFrozen) {
      this.#missed = reason;
      return;
    }
    // The SDK connects anew by itself after its server went, and never after it was removed.
    if (reason !== "server-gone" || this.#isClosed) return;
    const { timeline, random } = this.#parts;
    timeline.after(random.between(500, 1200), () => this.#isClosed || this.connect());
  }
}
