import { effect, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConnectionState } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import { startLazily } from "../base/start_lazily.ts";
import type { TabsPort } from "../ports/tabs_port.ts";

/** What an `OtherTabs` is made of. */
export interface OtherTabsParts {
  readonly page: PagePort;
  loadTabs(): Promise<TabsPort>;
  readonly roomName: string;
  /** Written here alone. */
  readonly isInAnotherTab: Signal<boolean>;
}

/**
 * Whether this browser is in the room in another tab: joining here moves one's seat, so the door says so
 * first. A tab counts as inside from its click on *Join* until its call has ended, however it ended.
 */
export class OtherTabs {
  readonly #parts: OtherTabsParts;
  #releaseTab: (() => Promise<void>) | null = null;

  constructor(parts: OtherTabsParts) {
    this.#parts = parts;
  }

  /** Follows the call and the other tabs, until the answered function is called. */
  start(connectionState: ReadonlySignal<ConnectionState>): () => void {
    // Without its code the door says less, and works.
    return startLazily(async () => {
      const tabs = await this.#parts.loadTabs();
      return () => this.#follow(tabs, connectionState);
    });
  }

  #follow(tabs: TabsPort, connectionState: ReadonlySignal<ConnectionState>): () => void {
    const { page, roomName, isInAnotherTab } = this.#parts;
    const look = async () => {
      const isEntered = this.#releaseTab === null && await tabs.isEntered(roomName);
      // Meanwhile this tab may have gone in itself.
      isInAnotherTab.value = isEntered && this.#releaseTab === null;
    };
    const leave = async () => {
      const exit = this.#releaseTab;
      this.#releaseTab = null;
      await exit?.();
    };
    const stops = [
      effect(() => {
        const state = connectionState.value;
        if (state === "idle" || state === "ended") leave().then(look);
        else this.#releaseTab ??= tabs.enter(roomName);
      }),
      tabs.onChange(look),
      // A tab that crashed told nobody.
      page.onVisible(look),
    ];
    return () => {
      stops.forEach((stop) => stop());
      void leave();
    };
  }
}
