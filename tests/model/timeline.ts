/** Simulated time: planned events happen in the order of their time, and time passes only between them. */
import { setImmediate } from "node:timers";

/** Something that will happen, unless it is cancelled. */
export interface Planned {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => void;
  isCancelled: boolean;
}

export class Timeline {
  #now: number;
  #leaptMs = 0;
  #order = 0;
  /** A binary heap: the next one first. */
  readonly #heap: Planned[] = [];

  constructor(startMs: number) {
    this.#now = startMs;
  }

  /** Milliseconds since 1970, by the one true clock of this world. */
  get now(): number {
    return this.#now;
  }

  /** How much time has passed, leaps left out: what waiting is measured by. */
  get awakeMs(): number {
    return this.#now - this.#leaptMs;
  }

  after(milliseconds: number, act: () => void): Planned {
    const atMs = this.#now + Math.max(0, milliseconds);
    const planned: Planned = { atMs, order: this.#order++, act, isCancelled: false };
    this.#push(planned);
    return planned;
  }

  /**
   * Advances time by `milliseconds` and runs the events that fall due, in order. After each one it waits until all pending
   * promises have settled.
   */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await quiet();
    for (let next = this.#heap[0]; next && next.atMs <= end; next = this.#heap[0]) {
      this.#pop();
      if (next.isCancelled) continue;
      this.#now = Math.max(this.#now, next.atMs);
      next.act();
      await quiet();
    }
    this.#now = end;
  }

  /** Time passes without any event, as for a machine that sleeps: due events come late. */
  leap(milliseconds: number): void {
    this.#now += milliseconds;
    this.#leaptMs += milliseconds;
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    let index = heap.push(planned) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(heap[index], heap[parent])) break;
      [heap[index], heap[parent]] = [heap[parent], heap[index]];
      index = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let index = 0;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < heap.length && isBefore(heap[child], heap[least])) least = child;
      }
      if (least === index) return;
      [heap[index], heap[least]] = [heap[least], heap[index]];
      index = least;
    }
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Resolves once no promise has anything left to do. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
