import type { Signal } from "@preact/signals";
import type { ConnectionQuality } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";

/** How long a connection is worse before that is shown; `lost` is shown at once. */
const worseAfterMs = 3000;

/** How long a connection is better before that is shown: one that comes and goes is not good. */
const betterAfterMs = 5000;

const ranks: Readonly<Record<Exclude<ConnectionQuality, "unknown">, number>> = {
  lost: 0,
  poor: 1,
  good: 2,
  excellent: 3,
};

/**
 * Debounces reported quality. The shown quality changes once all reports have been better (or worse) than it for a while,
 * and then to the report nearest to it.
 */
export class DebouncedQuality {
  readonly #page: Pick<PagePort, "after">;
  /** Written only here. */
  readonly #shown: Signal<ConnectionQuality>;
  /** The report nearest to the shown quality, since reports left it. */
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

  /** Shows `unknown`, and stops the timer. */
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
    // From there to the latest report is another wait.
    this.report(latest);
  }
}

/** Below 0 where `quality` is worse than `other`. */
function sideOf(quality: ConnectionQuality, other: ConnectionQuality): number {
  if (quality === "unknown" || other === "unknown") return 0;
  return Math.sign(ranks[quality] - ranks[other]);
}
