import type { Signal } from "@preact/signals";
import type { Presence } from "../../contract/presence.ts";
import type { FollowingState } from "../../api/ApiClient.ts";
import type { ApiPort } from "../ports/api_port.ts";
import type { PagePort } from "../ports/page_port.ts";

/** What the server rendered is fresh, and what the page needs first goes first. */
const presenceHeadStartMs = 300;

/** Where nobody tells us, we look this often. */
const presencePeriodMs = 5000;

/** After so long we ask again to be told, where that was refused. */
const presenceRefollowMs = 60_000;

/** What a `PresenceWatch` is made of. */
export interface PresenceWatchParts {
  readonly page: PagePort;
  loadApi(): Promise<ApiPort>;
}

/**
 * Who is inside a space, for a page that has not joined. The server tells each change while the
 * page is seen; where it cannot, we look again and again. Fails silently: the last answer stays.
 */
export class PresenceWatch {
  readonly #parts: PresenceWatchParts;
  readonly #slug: string;
  /** Written here alone; begins with what the server rendered. */
  readonly #presence: Signal<Presence>;
  /** Whatever began under an older number has been overtaken, and stops. */
  #round = 0;
  /** The server tells us: no need to look. */
  #isTold = false;
  #stopFollowing = () => {};
  #cancelFollow = () => {};
  #cancelLook = () => {};

  constructor(parts: PresenceWatchParts, slug: string, presence: Signal<Presence>) {
    this.#parts = parts;
    this.#slug = slug;
    this.#presence = presence;
  }

  /** Follows it until the answered function is called. */
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
      // What went through the old network may be dead without a word.
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
    this.#lookLater(this.#round);
  }

  #end(): void {
    this.#round++;
    this.#isTold = false;
    this.#stopFollowing();
    this.#stopFollowing = () => {};
    this.#cancelFollow();
    this.#cancelLook();
  }

  async #follow(round: number): Promise<void> {
    const api = await this.#parts.loadApi().catch(() => null);
    if (round !== this.#round) return;
    if (api === null) return this.#followLater(round, presencePeriodMs);
    this.#stopFollowing = api.followPresence(this.#slug, {
      told: (presence) => {
        if (round === this.#round) this.#presence.value = presence;
      },
      became: (state) => {
        if (round === this.#round) this.#hear(round, state);
      },
    });
  }

  #hear(round: number, state: FollowingState): void {
    const wasTold = this.#isTold;
    this.#isTold = state === "live";
    if (this.#isTold) this.#cancelLook();
    else if (wasTold) this.#lookLater(round);
    if (state === "over") this.#followLater(round, presenceRefollowMs);
  }

  #followLater(round: number, ms: number): void {
    this.#cancelFollow();
    this.#cancelFollow = this.#parts.page.after(ms, () => {
      this.#stopFollowing();
      this.#follow(round);
    });
  }

  #lookLater(round: number): void {
    this.#cancelLook();
    this.#cancelLook = this.#parts.page.after(presencePeriodMs, async () => {
      const presence = await this.#look();
      if (round !== this.#round || this.#isTold) return;
      if (presence) this.#presence.value = presence;
      this.#lookLater(round);
    });
  }

  async #look(): Promise<Presence | null> {
    try {
      return await (await this.#parts.loadApi()).presence(this.#slug);
    } catch {
      return null;
    }
  }
}
