/** How often somebody may do something: the counts of one process. */
import type { Clock } from "./clock.ts";

/** So many at once, and so many a minute from then on. */
export interface Budget {
  readonly burst: number;
  readonly perMinute: number;
}

/** Who and what is counted in one process at once; beyond it the one that was quiet longest is forgotten. */
export const maxCounted = 50_000;

/**
 * Budgets by the generic cell rate algorithm: of each that is counted one number is kept, the time at which its budget
 * is whole again. No timers; memory is bounded by `maxCounted`.
 */
export class RateLimits {
  readonly #now: Clock;
  readonly #isOn: boolean;
  /** In the order of their last use. */
  readonly theoreticalArrivalTime = new Map<string, number>();
  readonly #held = new Map<string, number>();

  constructor({ now, isOn = true }: { readonly now: Clock; readonly isOn?: boolean }) {
    this.#now = now;
    this.#isOn = isOn;
  }

  /** Takes one from the budget of `key`. Zero, or where nothing is left, for how many milliseconds to wait. */
  take(key: string, budget: Budget): number {
    const { waitMs, wholeAgainAt } = this.#evaluate(key, budget);
    if (waitMs > 0 || !this.#isOn) return waitMs;
    this.theoreticalArrivalTime.delete(key);
    this.theoreticalArrivalTime.set(key, wholeAgainAt);
    if (this.theoreticalArrivalTime.size > maxCounted) {
      const [quietest] = this.theoreticalArrivalTime.keys();
      this.theoreticalArrivalTime.delete(quietest);
    }
    return 0;
  }

  /** What `take` would answer, without taking. */
  waitMs(key: string, budget: Budget): number {
    return this.#evaluate(key, budget).waitMs;
  }

  /** Holds one of the `most` places of `key` until the answer is called; `null` where all are held. */
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

  /** How many are counted now. */
  get counted(): number {
    return this.theoreticalArrivalTime.size;
  }

  #evaluate(key: string, { burst, perMinute }: Budget): { waitMs: number; wholeAgainAt: number } {
    if (!this.#isOn) return { waitMs: 0, wholeAgainAt: 0 };
    const now = this.#now();
    const intervalMs = 60_000 / perMinute;
    const wholeMs = burst * intervalMs;
    // The second bound is for a clock that was put back.
    const before = Math.min(this.theoreticalArrivalTime.get(key) ?? now, now + wholeMs);
    const wholeAgainAt = Math.max(before, now) + intervalMs;
    return { waitMs: Math.max(0, wholeAgainAt - wholeMs - now), wholeAgainAt };
  }
}
