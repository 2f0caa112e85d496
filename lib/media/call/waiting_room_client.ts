import type { ApiPort } from "../ports/api_port.ts";
import { asCallFailure, isTransient } from "../base/call_error.ts";
import type { PagePort } from "../ports/page_port.ts";
import { RetryPause } from "../base/retry_pause.ts";

/** So often we ask without news: the server forgets who has not asked for two minutes. */
const knockPeriodMs = 30_000;

/** What a `WaitingRoomClient` is made of. */
export interface KnockingParts {
  readonly page: PagePort;
  readonly slug: string;
  loadApi(): Promise<ApiPort>;
}

/**
 * Waits at the door until somebody inside decides. Nothing that it hears lets anybody in: it only asks again, when the
 * server says that the door changed, and every 30 s.
 */
export class WaitingRoomClient {
  readonly #parts: KnockingParts;
  readonly #pause: RetryPause;
  #api: ApiPort | null = null;
  /** Something changed while we were asking. */
  #hasNews = false;
  /** Whatever began under an older number is over. */
  #round = 0;
  /** The last that was given up. */
  #stopped = 0;

  constructor(parts: KnockingParts) {
    this.#parts = parts;
    this.#pause = new RetryPause(parts.page);
  }

  /**
   * What `ask` answers once it is no longer told to wait; `null` after `stop()`.
   *
   * @throws {AppFailure} which ends the waiting: `knock-refused`, or whatever else became of the door.
   */
  async wait<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
    const round = ++this.#round;
    this.#hasNews = false;
    const { page, slug, loadApi } = this.#parts;
    const news = () => this.#tell();
    const api = this.#api = await loadApi();
    const stopFollowing = api.followDoor(slug, { doorChanged: news });
    const stops = [stopFollowing, page.onOnline(news), page.onVisible(news)];
    let pauseMs = knockPeriodMs;
    try {
      while (round === this.#round) {
        if (!this.#hasNews) await this.#pause.begin(pauseMs);
        this.#hasNews = false;
        if (round !== this.#round) break;
        try {
          return await ask();
        } catch (error) {
          const failure = asCallFailure(error);
          if (failure.code !== "waiting-for-admission" && !isTransient(failure)) throw failure;
          pauseMs = Math.max(knockPeriodMs, (failure.retryAfterSeconds ?? 0) * 1000);
        }
      }
      return null;
    } finally {
      stops.forEach((stop) => stop());
      // Not before the last question was answered, which would have been one more knock.
      if (this.#stopped === this.#round) this.withdraw();
    }
  }

  /** Gives up. */
  stop(): void {
    this.#stopped = ++this.#round;
    this.#pause.end();
  }

  /** Those who may let us in see us go. Whom the server does not hear it forgets by itself. */
  withdraw(): void {
    const { slug, loadApi } = this.#parts;
    // Not a turn later: the page may be on its way out.
    if (this.#api) this.#api.withdrawKnock(slug).catch(() => {});
    else loadApi().then((api) => api.withdrawKnock(slug)).catch(() => {});
  }

  #tell(): void {
    this.#hasNews = true;
    this.#pause.end();
  }
}
