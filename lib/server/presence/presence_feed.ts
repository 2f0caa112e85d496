/** What goes on at a space, told as it changes: one KV watch a space and process, however many listen. */
import type { Knock } from "../../contract/space.ts";
import type { Clock } from "../base/clock.ts";
import { readKnocks } from "../access/knock_list.ts";
import type { KvPort } from "../storage/kv_port.ts";
import { type PresenceReading, readPresence } from "./presence.ts";
import { presenceVersionKey } from "../rows/presence_rows.ts";
import { admissionVersionKey, knocksChangedKey } from "../rows/space_rows.ts";

/** A watch is a hint that may be missed: so what is listened to is read again this often. */
export const feedRefreshMs = 15_000;

/** Who is inside, who waits, and which rules hold. */
export interface SpaceReading extends PresenceReading {
  /** Names the last change of who may enter; empty: none lately. */
  readonly door: string;
  readonly knocks: readonly Knock[];
}

/** Who wants to know. */
export interface PresenceListener {
  /** The latest, and each change from then on. */
  onReading(reading: SpaceReading): void;
  /** The feed ends: no more will come. */
  onClose(): void;
}

/** A space that somebody listens to. */
interface HeardSpace {
  readonly listeners: Set<PresenceListener>;
  readonly stopWatching: () => void;
  latest: SpaceReading | null;
  isReading: boolean;
  isOutdated: boolean;
}

/** Tells listeners of a space what changes in it: one watch a space and process, however many listen. */
export class PresenceFeed {
  readonly #kv: KvPort;
  readonly #now: Clock;
  readonly #spaces = new Map<string, HeardSpace>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(kv: KvPort, now: Clock = Date.now) {
    this.#kv = kv;
    this.#now = now;
    const refreshAll = () => this.#spaces.forEach((_, slug) => this.#refresh(slug));
    this.#timer = setInterval(refreshAll, feedRefreshMs);
    Deno.unrefTimer(this.#timer);
  }

  /** How many listen, to any space. */
  get listeners(): number {
    return [...this.#spaces.values()].reduce((sum, { listeners }) => sum + listeners.size, 0);
  }

  /** Listens until the answered function is called. */
  listen(slug: string, listener: PresenceListener): () => void {
    const space = this.#spaces.get(slug) ?? this.#hear(slug);
    space.listeners.add(listener);
    if (space.latest) listener.onReading(space.latest);
    return () => {
      space.listeners.delete(listener);
      if (space.listeners.size > 0 || this.#spaces.get(slug) !== space) return;
      space.stopWatching();
      this.#spaces.delete(slug);
    };
  }

  /** Ends what everybody listens to. */
  close(): void {
    clearInterval(this.#timer);
    for (const { listeners, stopWatching } of this.#spaces.values()) {
      stopWatching();
      for (const listener of [...listeners]) listener.onClose();
    }
    this.#spaces.clear();
  }

  #hear(slug: string): HeardSpace {
    const space: HeardSpace = {
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

  /** Reads once for everybody; a change that is reported meanwhile is one more reading. */
  async #refresh(slug: string): Promise<void> {
    const space = this.#spaces.get(slug);
    if (!space) return;
    space.isOutdated = true;
    if (space.isReading) return;
    space.isReading = true;
    try {
      while (space.isOutdated) {
        space.isOutdated = false;
        this.#tell(space, await this.#read(slug));
      }
    } catch {
      // Storage is away: the next refresh tries again.
    } finally {
      space.isReading = false;
    }
  }

  async #read(slug: string): Promise<SpaceReading> {
    const [reading, door, knocks] = await Promise.all([
      readPresence(this.#kv, slug),
      this.#kv.get(admissionVersionKey(slug)),
      readKnocks(this.#kv, slug, this.#now()),
    ]);
    return { ...reading, door: door.value?.change ?? "", knocks };
  }

  #tell(space: HeardSpace, reading: SpaceReading) {
    // A list may be newer than the version read before it, which streams go by: under its own version it is news.
    if (JSON.stringify(space.latest) === JSON.stringify(reading)) return;
    space.latest = reading;
    for (const listener of [...space.listeners]) listener.onReading(reading);
  }
}
