import type { TabsPort } from "../../../lib/media/ports/tabs_port.ts";

/** One tab of a browser. To have two, pass the first to the second's constructor. */
export class FakeTabsPort implements TabsPort {
  readonly #browser: { rooms: string[]; listeners: Map<() => void, FakeTabsPort> };

  constructor(sameBrowser?: FakeTabsPort) {
    this.#browser = sameBrowser ? sameBrowser.#browser : { rooms: [], listeners: new Map() };
  }

  enter(roomName: string): () => Promise<void> {
    this.#browser.rooms.push(roomName);
    this.#announce();
    return () => {
      this.#browser.rooms.splice(this.#browser.rooms.indexOf(roomName), 1);
      this.#announce();
      return Promise.resolve();
    };
  }

  isEntered(roomName: string): Promise<boolean> {
    return Promise.resolve(this.#browser.rooms.includes(roomName));
  }

  onChange(listener: () => void): () => void {
    this.#browser.listeners.set(listener, this);
    return () => this.#browser.listeners.delete(listener);
  }

  /** All tabs leave their rooms without an event. */
  crash(): void {
    this.#browser.rooms.length = 0;
  }

  /** The number of listeners, in all tabs. */
  get listening(): number {
    return this.#browser.listeners.size;
  }

  #announce(): void {
    for (const [listener, tab] of this.#browser.listeners) if (tab !== this) listener();
  }
}
