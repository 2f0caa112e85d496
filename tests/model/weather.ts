/** How networks and servers fare at a moment: mostly well, and badly while a fault lasts. All by one seeded generator. */
import type { KvFate, KvWeather } from "./fake_kv_server.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";

export type KvTrouble = "slow" | "losing";
export type LiveKitTrouble = "slow" | "frozen" | "failing" | "losing";
export type WebhookTrouble = "dropping" | "doubling" | "late";

/** The fate of one call to LiveKit's API. */
export interface ApiFate {
  readonly sendMs: number;
  readonly replyMs: number;
  /** Fails at once and does nothing; does it, and fails; or is never answered. */
  readonly end: "answered" | "refused" | "reply-lost" | "hung";
}

/** The fate of one delivery of an event. */
export interface DeliveryFate {
  readonly sendMs: number;
  /** LiveKit is told that it arrived, although it did not. */
  readonly isDropped: boolean;
  /** Copies that arrive by themselves, after as long. */
  readonly copiesAfterMs: readonly number[];
}

interface Spell<Trouble> {
  readonly trouble: Trouble;
  readonly untilMs: number;
}

export class Weather implements KvWeather {
  readonly #random: Random;
  readonly #timeline: Timeline;
  #kv: Spell<KvTrouble> | null = null;
  #livekit: Spell<LiveKitTrouble> | null = null;
  #webhooks: Spell<WebhookTrouble> | null = null;

  constructor(random: Random, timeline: Timeline) {
    this.#random = random;
    this.#timeline = timeline;
  }

  troubleKv(trouble: KvTrouble, forMs: number): void {
    this.#kv = { trouble, untilMs: this.#timeline.now + forMs };
  }

  troubleLiveKit(trouble: LiveKitTrouble, forMs: number): void {
    this.#livekit = { trouble, untilMs: this.#timeline.now + forMs };
  }

  troubleWebhooks(trouble: WebhookTrouble, forMs: number): void {
    this.#webhooks = { trouble, untilMs: this.#timeline.now + forMs };
  }

  clearUp(): void {
    this.#kv = this.#livekit = this.#webhooks = null;
  }

  fate(call: "read" | "commit"): KvFate {
    const trouble = this.#current(this.#kv);
    const isReplyLost = trouble === "losing" && call === "commit" && this.#random.chance(0.4);
    const sendMs = trouble === "slow" ? this.#random.between(50, 1500) : this.latencyMs();
    return {
      sendMs,
      replyMs: isReplyLost ? this.#random.between(1, 900) : this.latencyMs(),
      isReplyLost,
    };
  }

  landsAfterDeath(): boolean {
    return this.#random.chance(0.5);
  }

  lingersMs(): number {
    return this.#random.chance(0.5) ? 0 : 57_000;
  }

  apiFate(): ApiFate {
    const trouble = this.#current(this.#livekit);
    const isSlow = trouble === "slow";
    return {
      sendMs: isSlow ? this.#random.between(20, 2500) : this.latencyMs(),
      replyMs: isSlow ? this.#random.between(20, 1500) : this.latencyMs(),
      end: this.#apiEnd(trouble),
    };
  }

  deliveryFate(): DeliveryFate {
    const trouble = this.#current(this.#webhooks);
    const isDropped = trouble === "dropping" && this.#random.chance(0.8);
    const isLate = trouble === "late" && this.#random.chance(0.7);
    const copiesAfterMs: number[] = [];
    if (isLate) copiesAfterMs.push(this.#random.between(20, 20_000));
    if (trouble === "doubling") {
      for (let left = this.#random.between(0, 3); left > 0; left--) {
        copiesAfterMs.push(
          this.#random.chance(0.6) ? this.latencyMs() : this.#random.between(20, 9_000),
        );
      }
    }
    return { sendMs: this.latencyMs(), isDropped: isDropped || isLate, copiesAfterMs };
  }

  /** The one-way latency without faults. */
  latencyMs(): number {
    if (this.#random.chance(0.85)) return 0.1 + this.#random.next() * 5;
    return this.#random.next() * 120;
  }

  #apiEnd(trouble: LiveKitTrouble | null): ApiFate["end"] {
    switch (trouble) {
      case "failing":
        return "refused";
      case "frozen":
        return "hung";
      case "losing":
        return this.#random.chance(0.5) ? "reply-lost" : "answered";
      default:
        return "answered";
    }
  }

  #current<Trouble>(spell: Spell<Trouble> | null): Trouble | null {
    return spell !== null && this.#timeline.now < spell.untilMs ? spell.trouble : null;
  }
}
