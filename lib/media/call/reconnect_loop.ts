import type { Signal } from "@preact/signals";
import type { DepartureReason } from "../../contract/departure.ts";
import { askDeparture, type DepartureParts } from "./ask_departure.ts";
import { asAppFailure, toCallError } from "../base/call_error.ts";
import { isTransient } from "../base/is_transient.ts";
import type { CallError } from "../ports/call_types.ts";
import { RetryPause, retryPauseMs } from "../base/retry_pause.ts";

/** Failed attempts before the loop gives up: about a quarter of an hour. */
const maxAttempts = 60;

/** The dependencies of one run of the loop. */
export interface ReconnectTask {
  /** The last token, which each attempt may replace: it authenticates the question of departure. */
  token(): string | null;
  /** The run is outdated: it stops without a result. */
  isOver(): boolean;
  /** @throws {AppFailure} */
  join(): Promise<void>;
}

/** Rejoins a call whose connection was lost: with pauses, and unless the server says that this browser was evicted. */
export class ReconnectLoop {
  readonly #parts: DepartureParts;
  /** Why the last attempt failed; its `retryAfterSeconds` counts. */
  readonly #error: Signal<CallError | null>;
  readonly #pause: RetryPause;

  constructor(parts: DepartureParts, error: Signal<CallError | null>) {
    this.#parts = parts;
    this.#error = error;
    this.#pause = new RetryPause(parts.page);
  }

  /** Tries until joined or over (`null`); else returns why it stopped. */
  async run({ token, isOver, join }: ReconnectTask): Promise<DepartureReason | "gave-up" | null> {
    for (let attempts = 0; attempts < maxAttempts; attempts++) {
      if (attempts > 0) await this.#pause.begin(this.#pauseMs(attempts));
      if (isOver()) return null;
      try {
        // This browser may have been evicted meanwhile (seat taken over, removed): then stop. Without an answer request no
        // token: it would take the seat back from the other browser.
        const reason = await this.askDeparture(token());
        if (isOver()) return null;
        if (reason !== "unknown") return reason;
        await join();
        return null;
      } catch (error) {
        if (isOver()) return null;
        const failure = asAppFailure(error);
        this.#error.value = toCallError(failure);
        if (!isTransient(failure)) break;
      }
    }
    return "gave-up";
  }

  /** Ends the pause before the next attempt. */
  retryNow(): void {
    this.#pause.end();
  }

  /** Why this browser was evicted, or `unknown`. @throws {AppFailure} where the server does not answer. */
  async askDeparture(token: string | null): Promise<DepartureReason> {
    return token === null ? "unknown" : await askDeparture(this.#parts, token);
  }

  #pauseMs(attempts: number): number {
    const serverSaidMs = (this.#error.peek()?.retryAfterSeconds ?? 0) * 1000;
    return Math.max(serverSaidMs, retryPauseMs(attempts, this.#parts.page.random()));
  }
}
