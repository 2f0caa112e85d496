import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { LoggedLine, LogPage } from "../contract/space.ts";
import type { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";

/** The log of a space, newest first. Pending and trouble go by `more` and `look`. */
export class SpaceLog {
  readonly #port: OwnerPort;
  readonly #lines = signal<readonly LoggedLine[]>([]);
  readonly #next = signal<string | null>(null);
  readonly requests: RequestQueue;
  /** True where older lines can be had. */
  readonly hasMore: ReadonlySignal<boolean> = computed(() => this.#next.value !== null);
  /** The newest name of each seat: LiveKit tells none with a track. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>> = computed(() => {
    const named = this.#lines.value.filter(({ participantName }) => participantName !== "");
    return new Map(named.map((line) => [line.seatId, line.participantName] as const).reverse());
  });

  constructor(port: OwnerPort, requests: RequestQueue, { events, next }: LogPage) {
    this.#port = port;
    this.requests = requests;
    this.#lines.value = events;
    this.#next.value = next;
  }

  get lines(): ReadonlySignal<readonly LoggedLine[]> {
    return this.#lines;
  }

  more(): Promise<void> {
    return this.requests.runOnce("more", async () => {
      const before = this.#next.peek();
      if (before === null) return;
      const { events, next } = await this.#port.log(before);
      batch(() => {
        this.#lines.value = [...this.#lines.peek(), ...events];
        this.#next.value = next;
      });
    });
  }

  /** Puts new lines above those shown. Where more than a page is new, only that page is shown. */
  look(): Promise<void> {
    return this.requests.look(async () => {
      const { events, next } = await this.#port.log(null);
      const shown = this.#lines.peek();
      const known = new Set(shown.map(keyOf));
      const isJoined = events.some((line) => known.has(keyOf(line)));
      batch(() => {
        if (isJoined) {
          this.#lines.value = merged(events.filter((line) => !known.has(keyOf(line))), shown);
        } else {
          this.#lines.value = events;
          this.#next.value = next;
        }
      });
    });
  }
}

/** A late event may belong between others. */
function merged(late: readonly LoggedLine[], shown: readonly LoggedLine[]): readonly LoggedLine[] {
  if (late.length === 0) return shown;
  return [...late, ...shown].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

function keyOf({ at, type, seatId }: LoggedLine): string {
  return `${at} ${type} ${seatId}`;
}
