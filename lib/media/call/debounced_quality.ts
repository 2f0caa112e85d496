import type { Signal } from "@preact/signals";
import type { ConnectionQuality } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";

/** So long a connection is worse before we say so; one that is lost is said at once. */
const worseAfterMs = 3000;

/** So long it is better before we say so: a connection that comes and goes is not good. */
const betterAfterMs = 5000;

const ranks: Readonly<Record<Exclude<ConnectionQuality, "unknown">, number>> = {
  lost: 0,
  poor: 1,
  good: 2,
  excellent: 3,
};

/**
 * The quality that is shown, calmer than the one that is reported: it moves once the reports have
 * stayed on one side of it for a while, and no further than the nearest of them.
 */
export class DebouncedQuality {
  readonly #page: Pick<PagePort, "after">;
  /** Written here alone. */
  readonly #shown: Signal<ConnectionQuality>;
  /** Of all reports since they left the shown quality, the one nearest to it. */
  #nearest: ConnectionQuality = "unknown";
  #latest: ConnectionQuality = "unknown";
  #cancel: (() => void) | null = null;

  constructor(page: Pick<PagePort, "after">, shown: Signal<ConnectionQuality>) {
    this.#page = page;
    this.#shown = shown;
  }

  report(quality: ConnectionQuality): void {
    const shown = this.#shown.peek();
    const before = this.#latest;
    this.#latest = quality;
    if (shown === "unknown" || quality === "unknown" || quality === "lost" || quality === shown) {
      return this.#show(quality);
    }
    const side = sideOf(quality, shown);
    if (this.#cancel && sideOf(before, shown) === side) {
      if (sideOf(this.#nearest, quality) === side) this.#nearest = quality;
      return;
    }
    this.#cancel?.();
    this.#nearest = quality;
    const waitMs = side < 0 ? worseAfterMs : betterAfterMs;
    this.#cancel = this.#page.after(waitMs, () => this.#move());
  }

  /** Nothing is known any more, and nothing is on its way. */
  clear(): void {
    this.#latest = "unknown";
    this.#show("unknown");
  }

  #show(quality: ConnectionQuality): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#shown.value = quality;
  }

  #move(): void {
    const latest = this.#latest;
    this.#show(this.#nearest);
    // The way to the latest report is a wait of its own.
    this.report(latest);
  }
}

/** Below 0 where `quality` is worse than `other`. */
function sideOf(quality: ConnectionQuality, other: ConnectionQuality): number {
  if (quality === "unknown" || other === "unknown") return 0;
  return Math.sign(ranks[quality] - ranks[other]);
}
