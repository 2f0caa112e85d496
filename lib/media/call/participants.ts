import { batch, type Signal } from "@preact/signals";
import { displayNames } from "../../contract/display_names.ts";
import { parseIdentity } from "../../contract/seat_identity.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { ParticipantSnapshot, RoomPort } from "../ports/room_port.ts";
import { Seat, seatOf } from "./seat.ts";
import type { SeatVolumes } from "./seat_volumes.ts";

/** How long a tile stays whose participant left, in case that they only reload. */
const seatHoldMs = 3000;

/**
 * How long somebody new is not shown yet: who may not stay (a banned person with an old token) is told to be put out
 * within 300 ms, and was never seen.
 */
export const newcomerHoldMs = 400;

/**
 * A participant who said goodbye, or was put out, and is inside all the same after so long, is shown again. LiveKit tells
 * of those who sent nothing every 3 s, so that they may seem to be inside until then (`subscriberUpdateInterval` in its
 * room.go).
 */
export const hiddenMs = 10_000;

/** Goodbyes of one seat that are believed: each hides somebody for `hiddenMs`. After them LiveKit's word counts alone. */
export const maxGoodbyes = 3;

/** LiveKit confirms within this that an announced participant is inside: it tells of joins every 3 s. */
export const announcementMs = 5000;

/** Who joined at most so long before us may be no longer in than `newcomerHoldMs`: LiveKit tells whole seconds. */
const joinedJustNowMs = 1000;

/** Somebody who came in a moment ago. */
interface Newcomer {
  readonly generation: number;
  readonly snapshot: ParticipantSnapshot;
  readonly cancel: () => void;
}

/** Somebody who said goodbye, or was put out. */
interface HiddenParticipant {
  /** As they were told of last. */
  snapshot: ParticipantSnapshot | null;
  hasLeft: boolean;
}

/**
 * Who is in the call, one entry a seat: of several generations only the newest is shown, a seat
 * without participant is held for 3 s, and this browser's own seat shows nobody but this browser. A long file: each of a
 * seat's states (announced, new, shown, held, said goodbye) ends in another one, and is read beside it.
 */
export class Participants {
  /** In order of joining. Written only here; changes only when a seat comes or goes. */
  readonly #list: Signal<readonly ParticipantTracks[]>;
  readonly #seats = new Map<string, Seat>();
  readonly #holds = new Map<string, () => void>();
  readonly #newcomers = new Map<string, Newcomer>();
  readonly #page: PagePort;
  readonly #volumes: SeatVolumes;
  /** By identity, until `hiddenMs` later: what is still told of who has left is late. */
  readonly #hidden = new Map<string, HiddenParticipant>();
  /** Identities that said goodbye and were believed, by seat. */
  readonly #goodbyes = new Map<string, Set<string>>();
  /** By seat: who was announced and is not confirmed yet. Calling it confirms. */
  readonly #announced = new Map<string, () => void>();
  /** Identities that left: none is used twice, so that what is announced of them is late. */
  readonly #leftIdentities = new Set<string>();
  #room: RoomPort | null = null;
  /** The room tells everything that there is to tell. */
  #isConnected = false;

  constructor(page: PagePort, volumes: SeatVolumes, list: Signal<readonly ParticipantTracks[]>) {
    this.#page = page;
    this.#volumes = volumes;
    this.#list = list;
  }

  /** A room that will report. */
  attachRoom(room: RoomPort): void {
    this.#room = room;
    this.#isConnected = false;
  }

  /** The connection stands: whoever was here and is not told to be, leaves after the hold. */
  markConnected(): void {
    this.#isConnected = true;
    for (const [seatId, seat] of this.#seats) {
      if (seat.isReconnecting.peek()) this.#holdSeat(seatId);
    }
  }

  /** The connection is away: who seems to leave now may be there all the time. */
  markReconnecting(): void {
    this.#isConnected = false;
    this.#cancelHolds();
  }

  /** The room is lost, and another is on its way: all tiles stay, as *reconnecting*. */
  detachRoom(): void {
    this.#room = null;
    this.markReconnecting();
    this.#cancelNewcomers();
    this.#announced.forEach((confirm) => confirm());
    // Who is not told in the next room is not inside any more.
    for (const farewell of this.#hidden.values()) farewell.hasLeft = true;
    batch(() => this.#seats.forEach((seat) => seat.hold()));
  }

  /** The call is over. */
  clear(): void {
    this.#room = null;
    this.#cancelHolds();
    this.#cancelNewcomers();
    this.#announced.forEach((confirm) => confirm());
    this.#seats.forEach((seat) => seat.hold());
    this.#seats.clear();
    this.#hidden.clear();
    this.#goodbyes.clear();
    this.#leftIdentities.clear();
    this.#publish();
  }

  /** A participant is there, or changed. */
  show(snapshot: ParticipantSnapshot): void {
    const farewell = this.#hidden.get(snapshot.identity);
    if (farewell) {
      // Told anew, also after they left: all are, when we connect anew.
      farewell.snapshot = snapshot;
      farewell.hasLeft = false;
      return;
    }
    const { seatId, generation } = seatOf(snapshot);
    const seat = this.#seats.get(seatId);
    if (seat && (generation < seat.generation || (seat.isLocal && !snapshot.isLocal))) return;
    this.#announced.get(seatId)?.();
    if (!seat && this.#isNew(snapshot)) this.#delayNewcomer(seatId, generation, snapshot);
    else this.#showInSeat(seatId, generation, snapshot);
  }

  /**
   * The server says that somebody has come in, who may stay: shown at once. Whom LiveKit does not tell of in time is not
   * inside.
   */
  announce(snapshot: ParticipantSnapshot): void {
    const { identity } = snapshot;
    const { seatId, generation } = seatOf(snapshot);
    const isKnown = this.#seats.has(seatId) || this.#newcomers.has(seatId) ||
      this.#hidden.has(identity) || this.#leftIdentities.has(identity);
    if (isKnown || !this.#isConnected) return;
    const cancel = this.#page.after(announcementMs, () => this.#removeSeat(seatId));
    this.#announced.set(seatId, () => {
      cancel();
      this.#announced.delete(seatId);
    });
    this.#addSeat(seatId, generation, snapshot);
  }

  /**
   * A participant says that they leave for good: no reload, so nothing is held. An identity is believed once, and only
   * where it was seen: nobody stays inside unseen by saying it again, or by saying it first of all.
   */
  goodbye(identity: string): void {
    const isSeen = [...this.#seats.values()].some((seat) =>
      seat.participantId.peek() === identity && !seat.isLocal
    );
    const seatId = parseIdentity(identity)?.seatId ?? identity;
    const believed = this.#goodbyes.get(seatId) ?? new Set();
    if (!isSeen || believed.has(identity) || believed.size >= maxGoodbyes) return;
    this.#goodbyes.set(seatId, believed.add(identity));
    this.hide(identity);
  }

  /** A participant is put out, as the server says, or goes by itself. Who stays all the same is shown again. */
  hide(identity: string): void {
    if (this.#hidden.has(identity)) return;
    // Not seen: not heard either.
    this.#room?.setVolume(identity, 0);
    const farewell: HiddenParticipant = {
      snapshot: this.#forgetNewcomer(identity),
      hasLeft: false,
    };
    this.#hidden.set(identity, farewell);
    for (const [seatId, seat] of this.#seats) {
      if (seat.participantId.peek() !== identity || seat.isLocal) continue;
      // Who was only announced may never have been told of by LiveKit.
      if (!this.#announced.has(seatId)) farewell.snapshot = seat.snapshot;
      farewell.hasLeft = seat.isReconnecting.peek();
      this.#removeSeat(seatId);
    }
    this.#page.after(hiddenMs, () => {
      if (this.#hidden.get(identity) !== farewell) return;
      this.#hidden.delete(identity);
      const { snapshot, hasLeft } = farewell;
      if (snapshot && !hasLeft && this.#isConnected) this.show(snapshot);
    });
  }

  /** A participant left; an older generation's leaving means nothing. */
  leave(identity: string): void {
    const farewell = this.#hidden.get(identity);
    if (farewell) farewell.hasLeft = true;
    this.#leftIdentities.add(identity);
    this.#forgetNewcomer(identity);
    for (const [seatId, seat] of this.#seats) {
      if (seat.participantId.peek() === identity && !seat.isLocal) this.#holdSeat(seatId);
    }
  }

  /** Loudness of everybody, after the volume of all changed. */
  applyVolumes(): void {
    this.#seats.forEach((seat) => this.#applyVolume(seat));
  }

  /** Who was here before us, and we ourselves, are shown at once. */
  #isNew({ isLocal, joinedAtMs }: ParticipantSnapshot): boolean {
    if (isLocal || this.#isConnected) return !isLocal;
    const own = [...this.#seats.values()].find((seat) => seat.isLocal);
    return own !== undefined && joinedAtMs >= own.snapshot.joinedAtMs - joinedJustNowMs;
  }

  #delayNewcomer(seatId: string, generation: number, snapshot: ParticipantSnapshot): void {
    const before = this.#newcomers.get(seatId);
    if (before && generation < before.generation) return;
    const cancel = before?.cancel ?? this.#page.after(newcomerHoldMs, () => {
      const newcomer = this.#newcomers.get(seatId);
      this.#newcomers.delete(seatId);
      if (newcomer) this.#showInSeat(seatId, newcomer.generation, newcomer.snapshot);
    });
    this.#newcomers.set(seatId, { generation, snapshot, cancel });
    // Not heard before they are seen.
    this.#room?.setVolume(snapshot.identity, 0);
  }

  /** Answers how they were told of last. */
  #forgetNewcomer(identity: string): ParticipantSnapshot | null {
    for (const [seatId, { snapshot, cancel }] of this.#newcomers) {
      if (snapshot.identity !== identity) continue;
      cancel();
      this.#newcomers.delete(seatId);
      return snapshot;
    }
    return null;
  }

  #cancelNewcomers(): void {
    for (const { cancel } of this.#newcomers.values()) cancel();
    this.#newcomers.clear();
  }

  #showInSeat(seatId: string, generation: number, snapshot: ParticipantSnapshot): void {
    const seat = this.#seats.get(seatId);
    this.#cancelHold(seatId);
    if (!seat || (snapshot.isLocal && !seat.isLocal)) {
      return this.#addSeat(seatId, generation, snapshot);
    }
    const { name, since } = seat;
    const isNewcomer = seat.snapshot.identity !== snapshot.identity ||
      seat.isReconnecting.peek();
    seat.show(generation, snapshot);
    if (seat.name !== name || seat.since !== since) this.#updateDisplayNames();
    if (isNewcomer) this.#applyVolume(seat);
  }

  #addSeat(seatId: string, generation: number, snapshot: ParticipantSnapshot): void {
    const volume = this.#volumes.of(seatId);
    const seat = new Seat(seatId, generation, snapshot, volume, this.#page, (changed) => {
      this.#volumes.remember(seatId, changed.volume.peek());
      this.#applyVolume(changed);
    });
    // Who sits elsewhere after a sign-in or sign-out has one place all the same.
    const before = [...this.#seats.values()].filter((other) => other.isLocal && seat.isLocal);
    before.forEach((other) => this.#deleteSeat(other.seatId));
    this.#seats.set(seatId, seat);
    this.#publish();
    this.#applyVolume(seat);
  }

  #applyVolume(seat: Seat): void {
    if (seat.isLocal) return;
    const ratio = seat.volume.peek() / 100 * this.#volumes.master.peek() / 100;
    this.#room?.setVolume(seat.participantId.peek(), ratio);
  }

  #holdSeat(seatId: string): void {
    this.#cancelHold(seatId);
    this.#seats.get(seatId)?.hold();
    if (!this.#isConnected) return;
    this.#holds.set(seatId, this.#page.after(seatHoldMs, () => this.#removeSeat(seatId)));
  }

  #removeSeat(seatId: string): void {
    batch(() => {
      this.#deleteSeat(seatId);
      this.#publish();
    });
  }

  #deleteSeat(seatId: string): void {
    this.#cancelHold(seatId);
    this.#announced.get(seatId)?.();
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
      this.#updateDisplayNames();
      this.#list.value = [...this.#seats.values()].sort((a, b) =>
        a.firstJoinedAtMs - b.firstJoinedAtMs || (a.seatId < b.seatId ? -1 : 1)
      );
    });
  }

  #updateDisplayNames(): void {
    const seats = [...this.#seats.values()];
    const names = displayNames(seats);
    batch(() => seats.forEach((seat) => seat.setDisplayName(names.get(seat) ?? "")));
  }
}
