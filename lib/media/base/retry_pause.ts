import type { PagePort } from "../ports/page_port.ts";

const firstPauseMs = 1000;
const longestPauseMs = 20_000;

/** The pause in ms before try number `tries` (1, 2, …): doubling up to 20 s, times 0.5–1 by `random` (0–1). */
export function retryPauseMs(tries: number, random: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)) * (0.5 + random / 2);
}

/** A pause that can be ended early, when the network or the person is back. */
export class RetryPause {
  readonly #page: PagePort;
  #finish: (() => void) | null = null;

  constructor(page: PagePort) {
    this.#page = page;
  }

  /** Resolves after `ms`, or at `end()`. */
  async begin(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#page.after(ms, resolve);
      this.#finish = () => {
        cancel();
        resolve();
      };
    });
    this.#finish = null;
  }

  end(): void {
    this.#finish?.();
  }
}
