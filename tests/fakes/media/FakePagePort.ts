import type { PagePort } from "../../../lib/media/ports/page_port.ts";

/** A page whose clock, visibility and events the test controls. */
export class FakePagePort implements PagePort {
  nowMs = 0;
  isSeen = true;
  readonly fragment = new Map<string, string>();
  readonly listeners = {
    visible: new Set<() => void>(),
    hidden: new Set<() => void>(),
    online: new Set<() => void>(),
    leave: new Set<() => void>(),
    restore: new Set<() => void>(),
    fragment: new Set<() => void>(),
  };
  readonly #timers = new Set<{ atMs: number; run: () => void }>();

  isVisible(): boolean {
    return this.isSeen;
  }
  onVisible(listener: () => void): () => void {
    return this.#listen("visible", listener);
  }
  onHidden(listener: () => void): () => void {
    return this.#listen("hidden", listener);
  }
  onOnline(listener: () => void): () => void {
    return this.#listen("online", listener);
  }
  onLeave(listener: () => void): () => void {
    return this.#listen("leave", listener);
  }
  onRestore(listener: () => void): () => void {
    return this.#listen("restore", listener);
  }
  keptFragment(name: string): string | null {
    return this.fragment.get(name) ?? null;
  }
  dropFragment(name: string): void {
    this.fragment.delete(name);
  }
  onFragment(listener: () => void): () => void {
    return this.#listen("fragment", listener);
  }
  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.nowMs + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  isSavingData = false;
  savesData(): boolean {
    return this.isSavingData;
  }
  random(): number {
    return 0.5;
  }

  /** The number of listeners, to all events together. */
  get listening(): number {
    return Object.values(this.listeners).reduce((sum, { size }) => sum + size, 0);
  }

  /** The pending timers, in ms from now, sorted. */
  get pendingMs(): number[] {
    return [...this.#timers].map((timer) => timer.atMs - this.nowMs).sort((a, b) => a - b);
  }

  /** Moves the clock and runs the timers that are due, in their order. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs > untilMs) break;
      this.#timers.delete(next);
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = untilMs;
  }

  happen(event: keyof FakePagePort["listeners"]): void {
    for (const listener of [...this.listeners[event]]) listener();
  }

  #listen(event: keyof FakePagePort["listeners"], listener: () => void): () => void {
    this.listeners[event].add(listener);
    return () => this.listeners[event].delete(listener);
  }
}
