import { effect, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConnectionState } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import { startLazily } from "../base/start_lazily.ts";
import type { TabsPort } from "../ports/tabs_port.ts";

/** The dependencies of `OtherTabs`. */
export interface OtherTabsParts {
  readonly page: PagePort;
  loadTabs(): Promise<TabsPort>;
  readonly roomName: string;
  /** Written only here. */
  readonly isInAnotherTab: Signal<boolean>;
}

/**
 * Tells whether this browser is in the room in another tab: joining here moves the seat, and the pre-join page says so.
 * A tab counts as inside from its click on *Join* until its call has ended.
 */
export class OtherTabs {
  readonly #parts: OtherTabsParts;
  #releaseTab: (() => Promise<void>) | null = null;

  constructor(parts: OtherTabsParts) {
    this.#parts = parts;
  }

  /** Follows the call and the other tabs until the returned function is called. */
  start(connectionState: ReadonlySignal<ConnectionState>): () => void {
    // Where the code cannot be loaded, the pre-join page works without this hint.
    return startLazily(async () => {
      const tabs = await this.#parts.loadTabs();
      return () => this.#follow(tabs, connectionState);
    });
  }

  #follow(tabs: TabsPort, connectionState: ReadonlySignal<ConnectionState>): () => void {
    const { page, roomName, isInAnotherTab } = this.#parts;
    const check = async () => {
      const isEntered = this.#releaseTab === null && await tabs.isEntered(roomName);
      // This tab may have joined meanwhile.
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
        if (state === "idle" || state === "ended") leave().then(check);
        else this.#releaseTab ??= tabs.enter(roomName);
      }),
      tabs.onChange(check),
      // A tab that crashed announces nothing.
      page.onVisible(check),
    ];
    return () => {
      stops.forEach((stop) => stop());
      void leave();
    };
  }
}
