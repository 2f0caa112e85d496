import { batch, type Signal } from "@preact/signals";
import type { ParticipantTracks } from "./call_types.ts";
import { displayNames } from "./display_names.ts";
import type { PagePort } from "./page_port.ts";
import type { ParticipantSnapshot, RoomPort } from "./room_port.ts";
import { Seat, seatOf } from "./seat.ts";
import type { SeatVolumes } from "./seat_volumes.ts";

/** How long a tile stays whose participant left, in case that they only reload. */
const seatHoldMs = 3000;

/**
 * How long somebody new is not shown yet: who may not stay (a banned person with an old token) is out within 300 ms,
 * and was never seen.
 */
export const newcomerHoldMs = 400;

/** Somebody who came in a moment ago. */
interface Newcomer {
  readonly generation: number;
  readonly snapshot: ParticipantSnapshot;
  readonly cancel: () => void;
}

/**
 * Who is in the call, one entry a seat: of several generations only the newest is shown, a seat
 * without participant is held for 3 s, and this browser's own seat shows nobody but this browser.
 */
export class Participants {
  /** In order of joining. Written only here; changes only when a seat comes or goes. */
  readonly #list: Signal<readonly ParticipantTracks[]>;
  readonly #seats = new Map<string, Seat>();
  readonly #holds = new Map<string, () => void>();
  readonly #newcomers = new Map<string, Newcomer>();
  readonly #page: PagePort;
  readonly #volumes: SeatVolumes;
  /** Identities that said goodbye. */
  readonly #gone = new Set<string>();
  #room: RoomPort | null = null;
  /** The room tells everything that there is to tell. */
  #isArrived = false;

  constructor(page: PagePort, volumes: SeatVolumes, list: Signal<readonly ParticipantTracks[]>) {
    this.#page = page;
    this.#volumes = volumes;
    this.#list = list;
  }

  /** A room that will report. */
  enter(room: RoomPort): void {
    this.#room = room;
    this.#isArrived = false;
  }

  /** The connection stands: whoever was here and is not told to be, leaves after the hold. */
  arrive(): void {
    this.#isArrived = true;
    for (const [seatId, seat] of this.#seats) {
      if (seat.isReconnecting.peek()) this.#hold(seatId);
    }
  }

  /** The connection is away: who seems to leave now may be there all the time. */
  depart(): void {
    this.#isArrived = false;
    this.#cancelHolds();
  }

  /** The room is lost, and another is on its way: all tiles stay, as *reconnecting*. */
  lose(): void {
    this.#room = null;
    this.depart();
    this.#cancelNewcomers();
    batch(() => this.#seats.forEach((seat) => seat.hold()));
  }

  /** The call is over. */
  clear(): void {
    this.#room = null;
    this.#cancelHolds();
    this.#cancelNewcomers();
    this.#seats.forEach((seat) => seat.hold());
    this.#seats.clear();
    this.#gone.clear();
    this.#publish();
  }

  /** A participant is there, or changed. */
  show(snapshot: ParticipantSnapshot): void {
    if (this.#gone.has(snapshot.identity)) return;
    const { seatId, generation } = seatOf(snapshot);
    const seat = this.#seats.get(seatId);
    if (seat && (generation < seat.generation || (seat.isLocal && !snapshot.isLocal))) return;
    this.#cancelHold(seatId);
    // Who was here before us, and we ourselves, are shown at once.
    if (!seat && this.#isArrived && !snapshot.isLocal) {
      return this.#await(seatId, generation, snapshot);
    }
    if (!seat || (snapshot.isLocal && !seat.isLocal)) {
      return this.#take(seatId, generation, snapshot);
    }
    const isRenamed = seat.snapshot.name !== snapshot.name ||
      seat.snapshot.joinedAtMs !== snapshot.joinedAtMs || seat.snapshot.sid !== snapshot.sid;
    const isNewcomer = seat.snapshot.identity !== snapshot.identity ||
      seat.isReconnecting.peek();
    seat.show(generation, snapshot);
    if (isRenamed) this.#rename();
    if (isNewcomer) this.#applyVolume(seat);
  }

  /** A participant said that they leave: no reload, so nothing is held. */
  dismiss(identity: string): void {
    // Never used again, so whatever is still reported of it is late.
    this.#gone.add(identity);
    this.#forgetNewcomer(identity);
    for (const [seatId, seat] of this.#seats) {
      if (seat.participantId.peek() === identity && !seat.isLocal) this.#drop(seatId);
    }
  }

  /** A participant left; an older generation's leaving means nothing. */
  leave(identity: string): void {
    this.#forgetNewcomer(identity);
    for (const [seatId, seat] of this.#seats) {
      if (seat.participantId.peek() === identity && !seat.isLocal) this.#hold(seatId);
    }
  }

  /** Loudness of everybody, after the volume of all changed. */
  applyVolumes(): void {
    this.#seats.forEach((seat) => this.#applyVolume(seat));
  }

  #await(seatId: string, generation: number, snapshot: ParticipantSnapshot): void {
    const before = this.#newcomers.get(seatId);
    if (before && generation < before.generation) return;
    const cancel = before?.cancel ?? this.#page.after(newcomerHoldMs, () => {
      const newcomer = this.#newcomers.get(seatId);
      this.#newcomers.delete(seatId);
      if (newcomer) this.#take(seatId, newcomer.generation, newcomer.snapshot);
    });
    this.#newcomers.set(seatId, { generation, snapshot, cancel });
    // Heard already, and as loud as the last time.
    this.#setVolume(snapshot.identity, this.#volumes.of(seatId));
  }

  #forgetNewcomer(identity: string): void {
    for (const [seatId, { snapshot, cancel }] of this.#newcomers) {
      if (snapshot.identity !== identity) continue;
      cancel();
      this.#newcomers.delete(seatId);
    }
  }

  #cancelNewcomers(): void {
    for (const { cancel } of this.#newcomers.values()) cancel();
    this.#newcomers.clear();
  }

  #take(seatId: string, generation: number, snapshot: ParticipantSnapshot): void {
    const volume = this.#volumes.of(seatId);
    const seat = new Seat(seatId, generation, snapshot, volume, this.#page, (changed) => {
      this.#volumes.remember(seatId, changed.volume.peek());
      this.#applyVolume(changed);
    });
    // Who sits elsewhere after a sign-in or sign-out has one place all the same.
    const before = [...this.#seats.values()].filter((other) => other.isLocal && seat.isLocal);
    before.forEach((other) => this.#forget(other.seatId));
    this.#seats.set(seatId, seat);
    this.#publish();
    this.#applyVolume(seat);
  }

  #applyVolume(seat: Seat): void {
    if (seat.isLocal) return;
    this.#setVolume(seat.participantId.peek(), seat.volume.peek());
  }

  #setVolume(identity: string, percent: number): void {
    this.#room?.setVolume(identity, percent / 100 * this.#volumes.master.peek() / 100);
  }

  #hold(seatId: string): void {
    this.#cancelHold(seatId);
    this.#seats.get(seatId)?.hold();
    if (!this.#isArrived) return;
    this.#holds.set(seatId, this.#page.after(seatHoldMs, () => this.#drop(seatId)));
  }

  #drop(seatId: string): void {
    this.#forget(seatId);
    this.#publish();
  }

  #forget(seatId: string): void {
    this.#cancelHold(seatId);
    this.#seats.get(seatId)?.hold();
    this.#seats.delete(seatId);
  }

  #cancelHold(seatId: string): void {
    this.#holds.get(seatId)?.();
    this.#holds.delete(seatId);
  }

  #cancelHolds(): void {
    for (const cancel of this.#holds.values()) cancel();
    this.#holds.clear();
  }

  #publish(): void {
    batch(() => {
      this.#rename();
      this.#list.value = [...this.#seats.values()].sort((a, b) =>
        a.firstJoinedAtMs - b.firstJoinedAtMs || (a.seatId < b.seatId ? -1 : 1)
      );
    });
  }

  #rename(): void {
    const seats = [...this.#seats.values()];
    const names = displayNames(seats.map((seat) => seat.snapshot));
    batch(() => seats.forEach((seat) => seat.call(names.get(seat.snapshot) ?? "")));
  }
}
