/** Changes of spaces for server-sent events: one KV watch for each space and process, however many listeners. */
import type { Knock } from "../../contract/space.ts";
import type { Clock } from "../base/clock.ts";
import { readKnocks } from "../access/knock_list.ts";
import type { KvPort } from "../storage/kv_port.ts";
import { type PresenceReading, readPresence } from "./presence.ts";
import { presenceVersionKey } from "../rows/presence_rows.ts";
import { admissionVersionKey, knocksChangedKey } from "../rows/space_rows.ts";

/** A KV watch may miss a change: every watched space is also read this often. */
export const feedRefreshMs = 15_000;

/** Presence, knocks and the admission version of a space. */
export interface SpaceReading extends PresenceReading {
  /** Id of the last change of who may enter; empty: none lately. */
  readonly admissionChange: string;
  readonly knocks: readonly Knock[];
}

/** A listener of one space. */
export interface PresenceListener {
  /** Called with the latest reading, then with each change. */
  onReading(reading: SpaceReading): void;
  /** Called once when the feed closes. */
  onClose(): void;
}

/** A space with at least one listener. */
interface WatchedSpace {
  readonly listeners: Set<PresenceListener>;
  readonly stopWatching: () => void;
  latest: SpaceReading | null;
  isReading: boolean;
  isOutdated: boolean;
}

/** Listeners of spaces, by slug. Reads each watched space once for all of them. */
export class PresenceFeed {
  readonly #kv: KvPort;
  readonly #now: Clock;
  readonly #spaces = new Map<string, WatchedSpace>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(kv: KvPort, now: Clock = Date.now) {
    this.#kv = kv;
    this.#now = now;
    const refreshAll = () => this.#spaces.forEach((_, slug) => this.#refresh(slug));
    this.#timer = setInterval(refreshAll, feedRefreshMs);
    Deno.unrefTimer(this.#timer);
  }

  /** Number of listeners, of all spaces. */
  get listeners(): number {
    return [...this.#spaces.values()].reduce((sum, { listeners }) => sum + listeners.size, 0);
  }

  /** Adds a listener; the returned function removes it. */
  listen(slug: string, listener: PresenceListener): () => void {
    const space = this.#spaces.get(slug) ?? this.#watch(slug);
    space.listeners.add(listener);
    if (space.latest) listener.onReading(space.latest);
    return () => {
      space.listeners.delete(listener);
      if (space.listeners.size > 0 || this.#spaces.get(slug) !== space) return;
      space.stopWatching();
      this.#spaces.delete(slug);
    };
  }

  /** Stops all watches and closes all listeners. */
  close(): void {
    clearInterval(this.#timer);
    for (const { listeners, stopWatching } of this.#spaces.values()) {
      stopWatching();
      for (const listener of [...listeners]) listener.onClose();
    }
    this.#spaces.clear();
  }

  #watch(slug: string): WatchedSpace {
    const space: WatchedSpace = {
      listeners: new Set(),
      stopWatching: this.#kv.watch(
        [presenceVersionKey(slug), admissionVersionKey(slug), knocksChangedKey(slug)],
        () => this.#refresh(slug),
      ),
      latest: null,
      isReading: false,
      isOutdated: false,
    };
    this.#spaces.set(slug, space);
    this.#refresh(slug);
    return space;
  }

  /** Reads once for all listeners; a change reported meanwhile causes one more reading. */
  async #refresh(slug: string): Promise<void> {
    const space = this.#spaces.get(slug);
    if (!space) return;
    space.isOutdated = true;
    if (space.isReading) return;
    space.isReading = true;
    try {
      while (space.isOutdated) {
        space.isOutdated = false;
        this.#notify(space, await this.#read(slug));
      }
    } catch {
      // Storage is unavailable: the next refresh tries again.
    } finally {
      space.isReading = false;
    }
  }

  async #read(slug: string): Promise<SpaceReading> {
    const [reading, versionRow, knocks] = await Promise.all([
      readPresence(this.#kv, slug),
      this.#kv.get(admissionVersionKey(slug)),
      readKnocks(this.#kv, slug, this.#now()),
    ]);
    return { ...reading, admissionChange: versionRow.value?.change ?? "", knocks };
  }

  #notify(space: WatchedSpace, reading: SpaceReading) {
    // Presence may be newer than its version, by which streams compare: the same people under a new version are a change.
    if (JSON.stringify(space.latest) === JSON.stringify(reading)) return;
    space.latest = reading;
    for (const listener of [...space.listeners]) listener.onReading(reading);
  }
}
