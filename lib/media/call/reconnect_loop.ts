import type { Signal } from "@preact/signals";
import type { DepartureReason } from "../../contract/departure.ts";
import { askDeparture, type DepartureParts } from "./ask_departure.ts";
import { asCallFailure, isTransient, toCallError } from "../base/call_error.ts";
import type { CallError } from "../ports/call_types.ts";
import { RetryPause, retryPauseMs } from "../base/retry_pause.ts";

/** After so many failed tries to come back (about a quarter of an hour) we give up. */
const triesMax = 60;

/** What one way back is made of. */
export interface WayBack {
  /** The last token, which each try may replace: it proves who asks why they were put out. */
  token(): string | null;
  /** Something else began: nobody waits for this any more. */
  isOver(): boolean;
  /** @throws {AppFailure} */
  join(): Promise<void>;
}

/** Coming back to a call whose connection was lost, by itself: with pauses, and only while nobody put us out. */
export class ReconnectLoop {
  readonly #parts: DepartureParts;
  /** Why the last try failed; what a server says of when to come again counts. */
  readonly #error: Signal<CallError | null>;
  readonly #pause: RetryPause;

  constructor(parts: DepartureParts, error: Signal<CallError | null>) {
    this.#parts = parts;
    this.#error = error;
    this.#pause = new RetryPause(parts.page);
  }

  /** Tries until it is inside, or over (`null`); else answers why it will not be. */
  async run({ token, isOver, join }: WayBack): Promise<DepartureReason | "gave-up" | null> {
    for (let tries = 0; tries < triesMax; tries++) {
      if (tries > 0) await this.#pause.begin(this.#pauseMs(tries));
      if (isOver()) return null;
      try {
        // Somebody may have taken over or removed us while we were away: then that is that. As
        // long as we cannot know, we take no token: it would take the seat back from them.
        const reason = await this.askDeparture(token());
        if (isOver()) return null;
        if (reason !== "unknown") return reason;
        await join();
        return null;
      } catch (error) {
        if (isOver()) return null;
        const failure = asCallFailure(error);
        this.#error.value = toCallError(failure);
        if (!isTransient(failure)) break;
      }
    }
    return "gave-up";
  }

  /** There is reason to try at once. */
  hurry(): void {
    this.#pause.end();
  }

  /** Whether somebody put us out. @throws {AppFailure} where nobody can be asked. */
  async askDeparture(token: string | null): Promise<DepartureReason> {
    return token === null ? "unknown" : await askDeparture(this.#parts, token);
  }

  #pauseMs(tries: number): number {
    const serverSaidMs = (this.#error.peek()?.retryAfterSeconds ?? 0) * 1000;
    return Math.max(serverSaidMs, retryPauseMs(tries, this.#parts.page.random()));
  }
}
