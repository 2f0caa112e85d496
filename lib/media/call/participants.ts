import { batch, type Signal } from "@preact/signals";
import { displayNames } from "../../contract/display_names.ts";
import type { Reaction } from "../../contract/reactions.ts";
import { parseIdentity } from "../../contract/seat_identity.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { ParticipantSnapshot, RoomPort } from "../ports/room_port.ts";
import { ParticipantTile, seatOf } from "./participant_tile.ts";
import type { PictureReception } from "./reception.ts";
import type { SeatVolumes } from "./seat_volumes.ts";

/** How long a tile stays after its participant left, in case of a reload. */
const tileHoldMs = 3000;

/**
 * A newcomer is shown after this long. A participant that may not stay (a banned person with an old token) is evicted
 * within 300 ms, and so is never shown.
 */
export const newcomerHoldMs = 400;

/**
 * A participant stays hidden for this long after a goodbye or an eviction; if it is still inside then, it is shown again.
 * LiveKit reports the leave of a participant without tracks up to 3 s late (`subscriberUpdateInterval` in its room.go).
 */
export const hiddenMs = 10_000;

/** The most goodbyes of one seat that count, since each hides a participant for `hiddenMs`. Later ones are ignored. */
export const maxGoodbyes = 3;

/** An announced participant is shown for this long without LiveKit's report, which may come 3 s late. */
export const announcementMs = 5000;

/** A participant that joined at most this long before us counts as a newcomer: LiveKit's times are whole seconds. */
const joinedJustNowMs = 1000;

/** A participant that joined a moment ago and is not shown yet. */
interface Newcomer {
  readonly generation: number;
  readonly snapshot: ParticipantSnapshot;
  readonly cancel: () => void;
}

/** A participant that said goodbye or was evicted. */
interface HiddenParticipant {
  /** The last report; `null` where LiveKit made none. */
  snapshot: ParticipantSnapshot | null;
  hasLeft: boolean;
}

/**
 * The tiles of the call, one for each seat. A tile shows the newest generation of its seat, stays for 3 s after its
 * participant left, and this browser's own tile shows only this browser. A long file: the states of a tile (announced,
 * newcomer, shown, held, hidden) lead into each other.
 */
export class Participants {
  /** In order of joining. Written only here, when a tile comes or goes. */
  readonly #list: Signal<readonly ParticipantTracks[]>;
  readonly #tiles = new Map<string, ParticipantTile>();
  readonly #holds = new Map<string, () => void>();
  readonly #newcomers = new Map<string, Newcomer>();
  readonly #page: PagePort;
  readonly #volumes: SeatVolumes;
  readonly #onWanted: PictureReception["want"];
  /** By identity, for `hiddenMs`: reports of these participants may be late. */
  readonly #hidden = new Map<string, HiddenParticipant>();
  /** Identities whose goodbye counted, by seat. */
  readonly #goodbyes = new Map<string, Set<string>>();
  /** By seat: announced participants that LiveKit has not confirmed. Calling the value confirms. */
  readonly #announced = new Map<string, () => void>();
  /** Identities that left. None is used twice, so an announcement of one is late. */
  readonly #leftIdentities = new Set<string>();
  #room: RoomPort | null = null;
  /** The room is connected, and its reports are complete. */
  #isConnected = false;

  constructor(
    page: PagePort,
    volumes: SeatVolumes,
    list: Signal<readonly ParticipantTracks[]>,
    onWanted: PictureReception["want"] = () => {},
  ) {
    this.#page = page;
    this.#volumes = volumes;
    this.#onWanted = onWanted;
    this.#list = list;
  }

  /** Takes a room whose reports will follow. */
  attachRoom(room: RoomPort): void {
    this.#room = room;
    this.#isConnected = false;
  }

  /** The room is connected: a held tile without a new report goes after its hold. */
  markConnected(): void {
    this.#isConnected = true;
    for (const [seatId, tile] of this.#tiles) {
      if (tile.isReconnecting.peek()) this.#holdTile(seatId);
    }
  }

  /** The connection is interrupted: a participant reported to leave may still be inside. */
  markReconnecting(): void {
    this.#isConnected = false;
    this.#cancelHolds();
  }

  /** The room is lost and another will follow: all tiles stay, as *reconnecting*. */
  detachRoom(): void {
    this.#room = null;
    this.markReconnecting();
    this.#cancelNewcomers();
    this.#announced.forEach((confirm) => confirm());
    // A participant that the next room does not report is not inside any more.
    for (const hidden of this.#hidden.values()) hidden.hasLeft = true;
    batch(() => this.#tiles.forEach((tile) => tile.hold()));
  }

  /** The call is over. */
  clear(): void {
    this.#room = null;
    this.#cancelHolds();
    this.#cancelNewcomers();
    this.#announced.forEach((confirm) => confirm());
    this.#tiles.forEach((tile) => tile.hold());
    this.#tiles.clear();
    this.#hidden.clear();
    this.#goodbyes.clear();
    this.#leftIdentities.clear();
    this.#publish();
  }

  /** Takes a report of LiveKit: a participant is inside, or changed. */
  show(snapshot: ParticipantSnapshot): void {
    const hidden = this.#hidden.get(snapshot.identity);
    if (hidden) {
      // A new room reports every participant again, also those that had left.
      hidden.snapshot = snapshot;
      hidden.hasLeft = false;
      return;
    }
    const { seatId, generation } = seatOf(snapshot);
    const tile = this.#tiles.get(seatId);
    if (tile && (generation < tile.generation || (tile.isLocal && !snapshot.isLocal))) return;
    this.#announced.get(seatId)?.();
    if (!tile && this.#isNew(snapshot)) this.#delayNewcomer(seatId, generation, snapshot);
    else this.#showInTile(seatId, generation, snapshot);
  }

  /**
   * Shows a participant at once whose join our server has announced. Without LiveKit's report within `announcementMs` it
   * goes again.
   */
  announce(snapshot: ParticipantSnapshot): void {
    const { identity } = snapshot;
    const { seatId, generation } = seatOf(snapshot);
    const isKnown = this.#tiles.has(seatId) || this.#newcomers.has(seatId) ||
      this.#hidden.has(identity) || this.#leftIdentities.has(identity);
    if (isKnown || !this.#isConnected) return;
    const cancel = this.#page.after(announcementMs, () => this.#removeTile(seatId));
    this.#announced.set(seatId, () => {
      cancel();
      this.#announced.delete(seatId);
    });
    this.#addTile(seatId, generation, snapshot);
  }

  /**
   * Takes a participant's message that it leaves for good: its tile goes at once, without the hold for a reload. The goodbye
   * of an identity counts once, and only while its tile is shown. Otherwise a participant could stay inside unseen.
   */
  goodbye(identity: string): void {
    const isSeen = [...this.#tiles.values()].some((tile) =>
      tile.participantId.peek() === identity && !tile.isLocal
    );
    const seatId = parseIdentity(identity)?.seatId ?? identity;
    const counted = this.#goodbyes.get(seatId) ?? new Set();
    if (!isSeen || counted.has(identity) || counted.size >= maxGoodbyes) return;
    this.#goodbyes.set(seatId, counted.add(identity));
    this.hide(identity);
  }

  /** Hides a participant that was evicted or said goodbye; if it is still inside after `hiddenMs`, it is shown again. */
  hide(identity: string): void {
    if (this.#hidden.has(identity)) return;
    // Hidden means silent, too.
    this.#room?.setVolume(identity, 0, 0);
    const hidden: HiddenParticipant = {
      snapshot: this.#forgetNewcomer(identity),
      hasLeft: false,
    };
    this.#hidden.set(identity, hidden);
    for (const [seatId, tile] of this.#tiles) {
      if (tile.participantId.peek() !== identity || tile.isLocal) continue;
      // LiveKit may never have reported a participant that was only announced.
      if (!this.#announced.has(seatId)) hidden.snapshot = tile.snapshot;
      hidden.hasLeft = tile.isReconnecting.peek();
      this.#removeTile(seatId);
    }
    this.#page.after(hiddenMs, () => {
      if (this.#hidden.get(identity) !== hidden) return;
      this.#hidden.delete(identity);
      const { snapshot, hasLeft } = hidden;
      if (snapshot && !hasLeft && this.#isConnected) this.show(snapshot);
    });
  }

  /** A participant left. The leaving of an older generation changes no tile. */
  leave(identity: string): void {
    const hidden = this.#hidden.get(identity);
    if (hidden) hidden.hasLeft = true;
    this.#leftIdentities.add(identity);
    this.#forgetNewcomer(identity);
    for (const [seatId, tile] of this.#tiles) {
      if (tile.participantId.peek() === identity && !tile.isLocal) this.#holdTile(seatId);
    }
  }

  /** Shows a reaction of a participant that is shown. False: of none, or too many within a second. */
  react(identity: string, reaction: Reaction): boolean {
    const tile = [...this.#tiles.values()].find((one) =>
      one.participantId.peek() === identity && !one.isReconnecting.peek()
    );
    return tile?.react(reaction) ?? false;
  }

  /** Applies the master volume to all participants, after it changed. */
  applyVolumes(): void {
    this.#tiles.forEach((tile) => this.#applyVolume(tile));
  }

  /** Whether a participant joined after us. Earlier ones, and this browser, are shown at once. */
  #isNew({ isLocal, joinedAtMs }: ParticipantSnapshot): boolean {
    if (isLocal || this.#isConnected) return !isLocal;
    const own = [...this.#tiles.values()].find((tile) => tile.isLocal);
    return own !== undefined && joinedAtMs >= own.snapshot.joinedAtMs - joinedJustNowMs;
  }

  #delayNewcomer(seatId: string, generation: number, snapshot: ParticipantSnapshot): void {
    const before = this.#newcomers.get(seatId);
    if (before && generation < before.generation) return;
    const cancel = before?.cancel ?? this.#page.after(newcomerHoldMs, () => {
      const newcomer = this.#newcomers.get(seatId);
      this.#newcomers.delete(seatId);
      if (newcomer) this.#showInTile(seatId, newcomer.generation, newcomer.snapshot);
    });
    this.#newcomers.set(seatId, { generation, snapshot, cancel });
    // Silent until it is shown.
    this.#room?.setVolume(snapshot.identity, 0, 0);
  }

  /** Returns the newcomer's last report; `null`: the participant is no newcomer. */
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

  #showInTile(seatId: string, generation: number, snapshot: ParticipantSnapshot): void {
    const tile = this.#tiles.get(seatId);
    this.#cancelHold(seatId);
    if (!tile || (snapshot.isLocal && !tile.isLocal)) {
      return this.#addTile(seatId, generation, snapshot);
    }
    const { name, since } = tile;
    const isOther = tile.snapshot.identity !== snapshot.identity ||
      tile.isReconnecting.peek();
    tile.show(generation, snapshot);
    if (tile.name !== name || tile.since !== since) this.#updateDisplayNames();
    if (isOther) this.#applyVolume(tile);
  }

  #addTile(seatId: string, generation: number, snapshot: ParticipantSnapshot): void {
    const volumes = this.#volumes.of(seatId);
    const tile = new ParticipantTile(
      seatId,
      generation,
      snapshot,
      volumes,
      this.#page,
      (changed) => {
        const [voice, screen] = [changed.volume.peek(), changed.screenVolume.peek()];
        this.#volumes.remember(seatId, { voice, screen });
        this.#applyVolume(changed);
      },
      this.#onWanted,
    );
    // A sign-in or sign-out may have moved this browser to another seat: its former tile goes.
    const before = [...this.#tiles.values()].filter((other) => other.isLocal && tile.isLocal);
    before.forEach((other) => this.#deleteTile(other.seatId));
    this.#tiles.set(seatId, tile);
    this.#publish();
    this.#applyVolume(tile);
  }

  #applyVolume(tile: ParticipantTile): void {
    if (tile.isLocal) return;
    const ratioOf = (volume: number) => volume / 100 * this.#volumes.master.peek() / 100;
    const [voice, screen] = [tile.volume.peek(), tile.screenVolume.peek()].map(ratioOf);
    this.#room?.setVolume(tile.participantId.peek(), voice, screen);
  }

  #holdTile(seatId: string): void {
    this.#cancelHold(seatId);
    this.#tiles.get(seatId)?.hold();
    if (!this.#isConnected) return;
    this.#holds.set(seatId, this.#page.after(tileHoldMs, () => this.#removeTile(seatId)));
  }

  #removeTile(seatId: string): void {
    batch(() => {
      this.#deleteTile(seatId);
      this.#publish();
    });
  }

  #deleteTile(seatId: string): void {
    this.#cancelHold(seatId);
    this.#announced.get(seatId)?.();
    this.#tiles.get(seatId)?.hold();
    this.#tiles.delete(seatId);
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
      this.#list.value = [...this.#tiles.values()].sort((a, b) =>
        a.firstJoinedAtMs - b.firstJoinedAtMs || (a.seatId < b.seatId ? -1 : 1)
      );
    });
  }

  #updateDisplayNames(): void {
    const tiles = [...this.#tiles.values()];
    const names = displayNames(tiles);
    batch(() => tiles.forEach((tile) => tile.setDisplayName(names.get(tile) ?? "")));
  }
}
