/** Rate limits, counted in one process. */
import type { Clock } from "./clock.ts";

/** `burst` requests at once, then `perMinute` from then on. */
export interface Budget {
  readonly burst: number;
  readonly perMinute: number;
}

/** Keys that are counted at once; beyond it the least recently used one is forgotten. */
export const maxCounted = 50_000;

/**
 * Budgets by the generic cell rate algorithm: it stores one number a key, the theoretical arrival time (milliseconds),
 * at which the budget is whole again. No timers; memory is bounded by `maxCounted`.
 */
export class RateLimits {
  readonly #now: Clock;
  readonly #isOn: boolean;
  /** In order of last use. */
  readonly #arrivalTimes = new Map<string, number>();
  readonly #held = new Map<string, number>();

  constructor({ now, isOn = true }: { readonly now: Clock; readonly isOn?: boolean }) {
    this.#now = now;
    this.#isOn = isOn;
  }

  /** Takes one from the budget of `key`. Zero on success, else the milliseconds to wait. */
  take(key: string, budget: Budget): number {
    const { waitMs, theoreticalArrivalTime } = this.#evaluate(key, budget);
    if (waitMs > 0 || !this.#isOn) return waitMs;
    this.#arrivalTimes.delete(key);
    this.#arrivalTimes.set(key, theoreticalArrivalTime);
    if (this.#arrivalTimes.size > maxCounted) {
      const [leastRecent] = this.#arrivalTimes.keys();
      this.#arrivalTimes.delete(leastRecent);
    }
    return 0;
  }

  /** The answer of `take`, without taking. */
  waitMs(key: string, budget: Budget): number {
    return this.#evaluate(key, budget).waitMs;
  }

  /** Acquires one of `most` slots of `key`. Answers the function that releases it, or `null` where all are in use. */
  acquire(key: string, most: number): (() => void) | null {
    if (!this.#isOn) return () => {};
    const held = this.#held.get(key) ?? 0;
    if (held >= most) return null;
    this.#held.set(key, held + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#held.get(key) ?? 1) - 1;
      if (left > 0) this.#held.set(key, left);
      else this.#held.delete(key);
    };
  }

  /** Number of keys that are counted now. */
  get counted(): number {
    return this.#arrivalTimes.size;
  }

  #evaluate(
    key: string,
    { burst, perMinute }: Budget,
  ): { waitMs: number; theoreticalArrivalTime: number } {
    if (!this.#isOn) return { waitMs: 0, theoreticalArrivalTime: 0 };
    const now = this.#now();
    const intervalMs = 60_000 / perMinute;
    const burstMs = burst * intervalMs;
    // The upper bound is for a clock that was set back.
    const previous = Math.min(this.#arrivalTimes.get(key) ?? now, now + burstMs);
    const theoreticalArrivalTime = Math.max(previous, now) + intervalMs;
    return { waitMs: Math.max(0, theoreticalArrivalTime - burstMs - now), theoreticalArrivalTime };
  }
}
