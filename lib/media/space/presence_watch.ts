import type { Signal } from "@preact/signals";
import type { Presence } from "../../contract/presence.ts";
import type { FollowingState } from "../../api/ApiClient.ts";
import type { ApiPort } from "../ports/api_port.ts";
import type { PagePort } from "../ports/page_port.ts";

/** The delay before following: the rendered presence is fresh, and the page's own code loads first. */
const presenceHeadStartMs = 300;

/** How often to poll without a stream. */
const presencePeriodMs = 5000;

/** How long after a refused stream to open another. */
const presenceRefollowMs = 60_000;

/** The dependencies of `PresenceWatch`. */
export interface PresenceWatchParts {
  readonly page: PagePort;
  loadApi(): Promise<ApiPort>;
}

/**
 * Follows the presence of a space for a page that has not joined. The server streams each change while the page is visible;
 * without a stream it polls. Fails silently: the last answer stays.
 */
export class PresenceWatch {
  readonly #parts: PresenceWatchParts;
  readonly #slug: string;
  /** Written only here; begins with what the server rendered. */
  readonly #presence: Signal<Presence>;
  /** Work that began under an older number is outdated and stops. */
  #round = 0;
  /** The stream is live: no polling. */
  #isStreaming = false;
  #stopFollowing = () => {};
  #cancelFollow = () => {};
  #cancelPoll = () => {};

  constructor(parts: PresenceWatchParts, slug: string, presence: Signal<Presence>) {
    this.#parts = parts;
    this.#slug = slug;
    this.#presence = presence;
  }

  /** Follows presence until the returned function is called. */
  start(): () => void {
    const { page } = this.#parts;
    const begin = () => this.#begin();
    const end = () => this.#end();
    const stops = [
      page.after(presenceHeadStartMs, begin),
      page.onVisible(begin),
      page.onHidden(end),
      page.onLeave(end),
      page.onRestore(begin),
      // A stream over the old network may be dead without an error.
      page.onOnline(begin),
    ];
    return () => {
      stops.forEach((stop) => stop());
      this.#end();
    };
  }

  #begin(): void {
    this.#end();
    if (!this.#parts.page.isVisible()) return;
    this.#follow(this.#round);
    this.#pollLater(this.#round);
  }

  #end(): void {
    this.#round++;
    this.#isStreaming = false;
    this.#stopFollowing();
    this.#stopFollowing = () => {};
    this.#cancelFollow();
    this.#cancelPoll();
  }

  async #follow(round: number): Promise<void> {
    const api = await this.#parts.loadApi().catch(() => null);
    if (round !== this.#round) return;
    if (api === null) return this.#followLater(round, presencePeriodMs);
    this.#stopFollowing = api.followPresence(this.#slug, {
      onPresence: (presence) => {
        if (round === this.#round) this.#presence.value = presence;
      },
      onState: (state) => {
        if (round === this.#round) this.#handleState(round, state);
      },
    });
  }

  #handleState(round: number, state: FollowingState): void {
    const wasStreaming = this.#isStreaming;
    this.#isStreaming = state === "live";
    if (this.#isStreaming) this.#cancelPoll();
    else if (wasStreaming) this.#pollLater(round);
    if (state === "over") this.#followLater(round, presenceRefollowMs);
  }

  #followLater(round: number, ms: number): void {
    this.#cancelFollow();
    this.#cancelFollow = this.#parts.page.after(ms, () => {
      this.#stopFollowing();
      this.#follow(round);
    });
  }

  #pollLater(round: number): void {
    this.#cancelPoll();
    this.#cancelPoll = this.#parts.page.after(presencePeriodMs, async () => {
      const presence = await this.#fetchPresence();
      if (round !== this.#round || this.#isStreaming) return;
      if (presence) this.#presence.value = presence;
      this.#pollLater(round);
    });
  }

  async #fetchPresence(): Promise<Presence | null> {
    try {
      return await (await this.#parts.loadApi()).presence(this.#slug);
    } catch {
      return null;
    }
  }
}
