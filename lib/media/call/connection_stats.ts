import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { ConnectionStatsModel, PersonStats } from "../ports/call_types.ts";
import type { CountedTrack, RoomStats } from "../ports/room_port.ts";
import type { StatsParts } from "./stats_parts.ts";

/** Between two readings. */
export const readingMs = 2000;

/** The flow of some tracks between two readings, `ms` apart. */
export function flowOf(
  before: readonly CountedTrack[],
  now: readonly CountedTrack[],
  ms: number,
): PersonStats {
  const earlier = new Map(before.map(({ id, stats }) => [id, stats]));
  const since = (member: "bytes" | "packets" | "packetsLost") =>
    now.reduce(
      // The count of lost packets falls when late ones come after all.
      (sum, { id, stats }) => sum + Math.max(0, stats[member] - (earlier.get(id)?.[member] ?? 0)),
      0,
    );
  const [bytes, packets, lost] = [since("bytes"), since("packets"), since("packetsLost")];
  const picture = now.find(({ source }) => source === "screen") ??
    now.find(({ source }) => source === "camera");
  const { width, height, framesPerSecond } = picture?.stats ?? {};
  return {
    kilobitsPerSecond: Math.round(bytes * 8 / ms),
    lossRatio: packets + lost === 0 ? null : lost / (packets + lost),
    picture: width && height ? { width, height, framesPerSecond: framesPerSecond ?? null } : null,
  };
}

/** The longest way to the server and back of some tracks, in ms. */
export function roundTripOf({ sent, received }: RoomStats): number | null {
  const all = [...sent, ...[...received.values()].flat()];
  const known = all.flatMap(({ stats }) => stats.roundTripMs ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** Reads every 2 s, while it is used, what the browser counts of each person's tracks. */
export class ConnectionStats implements ConnectionStatsModel {
  readonly #parts: StatsParts;
  readonly #people = signal<ReadonlyMap<string, PersonStats>>(new Map());
  readonly #roundTripMs = signal<number | null>(null);
  #users = 0;
  #before: RoomStats | null = null;
  #cancel = () => {};

  constructor(parts: StatsParts) {
    this.#parts = parts;
  }

  get people(): ReadonlySignal<ReadonlyMap<string, PersonStats>> {
    return this.#people;
  }
  get roundTripMs(): ReadonlySignal<number | null> {
    return this.#roundTripMs;
  }

  /** Reads until the returned function is called; several users share the readings. */
  start(): () => void {
    if (++this.#users === 1) void this.#read();
    return () => {
      if (--this.#users > 0) return;
      this.#cancel();
      this.#before = null;
    };
  }

  async #read(): Promise<void> {
    const stats = await this.#parts.readStats().catch(() => null);
    if (this.#users === 0) return;
    if (stats && this.#before) this.#show(this.#before, stats);
    this.#before = stats;
    this.#cancel = this.#parts.page.after(readingMs, () => void this.#read());
  }

  #show(before: RoomStats, now: RoomStats): void {
    const people = new Map(
      this.#parts.people.peek().map((person) => {
        const identity = person.participantId.peek();
        const of = ({ sent, received }: RoomStats) =>
          person.isLocal ? sent : received.get(identity) ?? [];
        return [person.seatId, flowOf(of(before), of(now), readingMs)];
      }),
    );
    batch(() => {
      this.#people.value = people;
      this.#roundTripMs.value = roundTripOf(now);
    });
  }
}
