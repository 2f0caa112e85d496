import { type ReadonlySignal, signal } from "@preact/signals";
import type { Presence } from "../contract/presence.ts";
import type { ApiPort } from "./api_port.ts";
import type { PresenceModel } from "./models.ts";
import type { PagePort } from "./page_port.ts";

/** Who is inside is looked up this often, while the page is seen. */
export const presencePeriodMs = 5000;

/** What a `PresenceWatch` is made of. */
export interface PresenceWatchParts {
  readonly page: PagePort;
  loadApi(): Promise<ApiPort>;
}

/** Who is inside a space, for a page that has not joined. Fails silently: the last answer stays. */
export class PresenceWatch implements PresenceModel {
  readonly #parts: PresenceWatchParts;
  readonly #slug: string;
  readonly #presence;

  constructor(parts: PresenceWatchParts, slug: string, initial: Presence) {
    this.#parts = parts;
    this.#slug = slug;
    this.#presence = signal(initial);
  }

  get presence(): ReadonlySignal<Presence> {
    return this.#presence;
  }

  start(): () => void {
    const { page } = this.#parts;
    let isStopped = false;
    let isLooking = false;
    let cancel = () => {};
    const next = () => {
      cancel();
      if (!isStopped) cancel = page.after(presencePeriodMs, look);
    };
    const look = async () => {
      cancel();
      if (isStopped || isLooking || !page.isVisible()) return;
      isLooking = true;
      const presence = await this.#look();
      isLooking = false;
      if (isStopped) return;
      if (presence) this.#presence.value = presence;
      next();
    };
    const stopVisible = page.onVisible(look);
    next();
    return () => {
      isStopped = true;
      cancel();
      stopVisible();
    };
  }

  async #look(): Promise<Presence | null> {
    try {
      return await (await this.#parts.loadApi()).presence(this.#slug);
    } catch {
      return null;
    }
  }
}
