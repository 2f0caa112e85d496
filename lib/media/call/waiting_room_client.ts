import type { ApiPort } from "../ports/api_port.ts";
import { asAppFailure } from "../base/call_error.ts";
import { isTransient } from "../base/is_transient.ts";
import type { PagePort } from "../ports/page_port.ts";
import { RetryPause } from "../base/retry_pause.ts";

/** How often to ask without news: the server forgets a knock after two minutes without a request. */
const knockPeriodMs = 30_000;

/** The dependencies of `WaitingRoomClient`. */
export interface WaitingRoomClientParts {
  readonly page: PagePort;
  readonly slug: string;
  loadApi(): Promise<ApiPort>;
  /** The API as far as it is loaded; `null` before the first request. */
  loadedApi(): ApiPort | null;
}

/**
 * Waits until a moderator decides about the knock. Server events admit no one by themselves: the client only asks again,
 * when the server says that admission changed, and every 30 s.
 */
export class WaitingRoomClient {
  readonly #parts: WaitingRoomClientParts;
  readonly #pause: RetryPause;
  /** Admission may have changed since the last question began. */
  #mayAskNow = false;
  /** A wait that began under an older number is over. */
  #round = 0;
  /** The last round that `stop` ended. */
  #stoppedRound = 0;

  constructor(parts: WaitingRoomClientParts) {
    this.#parts = parts;
    this.#pause = new RetryPause(parts.page);
  }

  /**
   * Repeats `ask` until it does not fail with `waiting-for-admission`, and returns its answer; `null` after `stop()`.
   *
   * @throws {AppFailure} any other failure of `ask` that is not transient, such as `knock-refused`.
   */
  async wait<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
    const round = ++this.#round;
    this.#mayAskNow = false;
    const { page, slug, loadApi } = this.#parts;
    const askSoon = () => this.#askSoon();
    const api = await loadApi();
    const stopFollowing = api.followAdmission(slug, { onAdmissionChange: askSoon });
    const stops = [stopFollowing, page.onOnline(askSoon), page.onVisible(askSoon)];
    let pauseMs = knockPeriodMs;
    try {
      while (round === this.#round) {
        if (!this.#mayAskNow) await this.#pause.begin(pauseMs);
        this.#mayAskNow = false;
        if (round !== this.#round) break;
        try {
          return await ask();
        } catch (error) {
          const failure = asAppFailure(error);
          if (failure.code !== "waiting-for-admission" && !isTransient(failure)) throw failure;
          pauseMs = Math.max(knockPeriodMs, (failure.retryAfterSeconds ?? 0) * 1000);
        }
      }
      return null;
    } finally {
      stops.forEach((stop) => stop());
      // After the last answer: an earlier withdrawal would be undone by that question's knock.
      if (this.#stoppedRound === this.#round) this.withdraw();
    }
  }

  /** Ends the wait. */
  stop(): void {
    this.#stoppedRound = ++this.#round;
    this.#pause.end();
  }

  /** Removes the knock from the waiting room. If the request is lost, the server forgets the knock by itself. */
  withdraw(): void {
    const { slug, loadedApi } = this.#parts;
    // In this very task: the page may be going.
    loadedApi()?.withdrawKnock(slug).catch(() => {});
  }

  #askSoon(): void {
    this.#mayAskNow = true;
    this.#pause.end();
  }
}
