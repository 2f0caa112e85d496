/**
 * The seat rule (docs/decisions/003-seats.md), as pure functions of a seat's row. Each returns the checks and writes
 * of a commit, to which the caller adds rows of its own. Only these functions make a `SeatRow`, so that the floor
 * only rises, and a retired seat stays retired: one long file.
 *
 * The stored fields: `minted` is the last generation that a token was signed for, `floor` the lowest generation that may
 * stay, `live` the connected generations: those that joined and have not left.
 */
import type { DepartureReason } from "../../contract/departure.ts";
import { seenName } from "../../contract/name_rules.ts";
import { seatKey, seatPointerKey, type SeatPointerRow, type SeatRow } from "../rows/kv_keys.ts";
import {
  type KvCheck,
  type KvRow,
  type KvWrite,
  setRow,
  unchanged,
  unexpired,
} from "../storage/kv_port.ts";

/** The life of a seat's row after a write. A join or a reconciler's round renews it, and skips the write while most of it is left. */
export const seatLifeMs = 48 * 3_600_000;

/** Storage keeps the row longer than its life: a check of a row that was removed meanwhile would never hold. */
const storedMs = seatLifeMs + 3_600_000;

/** The life of a pointer: written with the seat only where it would not outlive it otherwise. */
const pointerLifeMs = 2 * storedMs;

/** A seat that is seen in LiveKit is renewed only when less than this is left. */
const renewBelowMs = 36 * 3_600_000;

/** A namesake who was outside for longer than this gets the last number ("Kim (3)") on return; the others keep theirs. */
export const numberingLifeMs = 10 * 60_000;

/** After longer than this outside a raised hand is down: a reload keeps it, a person who left has lowered it. */
export const handLifeMs = 60_000;

/** The most connected generations that a seat's row holds: the newest. */
export const maxConnectedGenerations = 16;

/** A seat's next state, with the checks and writes of the commit that stores it. */
export interface SeatChange {
  readonly seat: SeatRow;
  readonly checks: readonly KvCheck[];
  /** The seat's own row comes first. */
  readonly writes: readonly KvWrite[];
  /** A stale participant may be connected: call `evictStaleParticipants` once the commit is made. */
  readonly evictionIsDue: boolean;
}

/** A seat's row as it was read. */
export type ReadSeat = KvRow<SeatRow>;

/** A seat's row that is there. */
export interface FoundSeat {
  readonly seat: SeatRow;
  readonly versionstamp: string | null;
}

/** The seat of a row that was read, or `null`: unknown, or past its life. */
export function foundSeat(row: ReadSeat, now: number): FoundSeat | null {
  const seat = unexpired(row, now);
  return seat && { seat, versionstamp: row.versionstamp };
}

/**
 * The seat's row, if it is the seat of this pointer's principal; else a row without a value at the pointer's key. So a
 * check that the row is unchanged is one of the seat, or one that the principal still has none.
 *
 * `seatRow` may be read by another id than the pointer's, where the principal's session knows it: the next change of the
 * seat then writes the pointer.
 */
export function seatOfPointer(
  pointerRow: KvRow<SeatPointerRow>,
  seatRow: ReadSeat,
): ReadSeat {
  const seat = seatRow.value;
  const [, slug, owner] = pointerRow.key;
  if (seat === null || seat.slug !== slug || seat.owner !== owner || seat.retired) {
    return { key: pointerRow.key, value: null, versionstamp: pointerRow.versionstamp };
  }
  const isLinked = pointerRow.value?.seatId === seat.seatId;
  return isLinked ? seatRow : { ...seatRow, value: { ...seat, pointerUntil: 0 } };
}

/**
 * `participant_joined` of `generation`: the floor rises to it, so that the newest that joined stays. `null` for an
 * unknown seat, which is never made again under its id: evict.
 */
export function seatAfterJoined(
  row: ReadSeat,
  generation: number,
  now: number,
): SeatChange | null {
  const found = foundSeat(row, now);
  if (found === null) return null;
  const { seat } = found;
  const live = addConnected(seat.live, generation);
  const change = changeSeat(found, { ...raiseFloor(seat, generation), live }, now);
  // A seat with one generation has none below its floor; of several, one may have joined without its webhook.
  return { ...change, evictionIsDue: change.evictionIsDue || seat.minted > 1 };
}

/** `participant_left` of `generation`: raises the floor as a join does. `null` for an unknown seat. */
export function seatAfterLeft(row: ReadSeat, generation: number, now: number): SeatChange | null {
  const found = foundSeat(row, now);
  if (found === null) return null;
  const live = found.seat.live.filter((other) => other !== generation);
  return changeSeat(found, { ...raiseFloor(found.seat, generation), live }, now);
}

/**
 * These generations are gone, and the floor stays: their connection failed, or their *left* was lost. `null` where none
 * of them counts as connected.
 */
export function seatAfterLoss(
  row: ReadSeat,
  generations: readonly number[],
  now: number,
): SeatChange | null {
  const found = foundSeat(row, now);
  const live = found?.seat.live.filter((other) => !generations.includes(other)) ?? [];
  if (found === null || live.length === found.seat.live.length) return null;
  return changeSeat(found, { ...found.seat, live }, now);
}

/**
 * The reconciler saw this seat in LiveKit's list. `generation`: the newest that may stay and is active, 0 for none. Renews
 * the rows' life, and raises the floor where that generation's *joined* was lost. `null` where no write is needed.
 */
export function seatAfterSighting(row: ReadSeat, now: number, generation = 0): SeatChange | null {
  const found = foundSeat(row, now);
  if (found === null) return null;
  const isWorthRenewing = found.seat.expiresAt - now < renewBelowMs;
  if (!isWorthRenewing && generation <= found.seat.floor) return null;
  return changeSeat(found, raiseFloor(found.seat, generation), now);
}

/** A new seat. `pointerRow`: of its principal, who has no seat here. */
export function newSeat(
  pointerRow: KvRow<SeatPointerRow>,
  { seatId, slug, owner, session }: Pick<SeatRow, "seatId" | "slug" | "owner" | "session">,
  now: number,
): SeatChange {
  const seat: SeatRow = {
    seatId,
    slug,
    owner,
    minted: 1,
    floor: 1,
    floorReason: "unknown",
    session,
    retired: false,
    live: [],
    expiresAt: now + seatLifeMs,
  };
  return { ...withWrites(seat, now), checks: [unchanged(pointerRow)], evictionIsDue: false };
}

/**
 * A token for `session`: the next generation. A switch of sessions raises the floor to it. The same session's next token
 * leaves the floor as it is: a token that is never used must evict no connection.
 */
export function seatAfterMint(found: FoundSeat, session: string, now: number): SeatChange {
  const seat = withValidHand(found.seat, now);
  const minted = seat.minted + 1;
  return changeSeat(
    found,
    seat.session === session
      ? { ...seat, minted }
      : { ...seat, minted, session, floor: minted, floorReason: "taken-over" },
    now,
  );
}

/**
 * A guest signed in and has no seat here as a user: the guest's seat becomes the user's. In the same commit the caller
 * deletes the guest's pointer, ends the guest session, and checks the user's pointer.
 */
export function seatAfterSignIn(
  found: FoundSeat,
  { owner, session }: Pick<SeatRow, "owner" | "session">,
  now: number,
): SeatChange {
  const minted = found.seat.minted + 1;
  return changeSeat(
    found,
    {
      ...found.seat,
      owner,
      session,
      minted,
      floor: minted,
      floorReason: "taken-over",
      pointerUntil: 0,
    },
    now,
  );
}

/**
 * Stores the name that a token is minted with, and since when it is so: by that time namesakes are numbered. The time
 * survives a reload; it starts again with another name, and after `numberingLifeMs` outside. `before`: the seat's former
 * row, `null` for a new seat.
 */
export function nameSeat(
  change: SeatChange,
  before: SeatRow | null,
  name: string,
  now: number,
): SeatChange {
  const as = seenName(name);
  const known = before?.known;
  const lastChangeAt = (before?.expiresAt ?? 0) - seatLifeMs;
  const isHere = change.seat.live.length > 0 || now - lastChangeAt < numberingLifeMs;
  const stays = known?.as === as && isHere;
  const seat: SeatRow = { ...change.seat, known: stays ? known : { as, since: now } };
  return { ...change, seat, writes: [seatWrite(seat), ...change.writes.slice(1)] };
}

/** A guest signed in and has a seat here as a user: the guest's is retired. The caller deletes the guest's pointer. */
export function retireSeat(found: FoundSeat, now: number): SeatChange {
  const minted = found.seat.minted + 1;
  return changeSeat(
    found,
    { ...found.seat, retired: true, minted, floor: minted, floorReason: "taken-over" },
    now,
  );
}

/**
 * The session that holds the seat ends, or (`session: null`) a moderator acts: the floor rises above every generation
 * that was minted, unused tokens included. `null` where another session holds the seat.
 */
export function seatAfterEnd(
  row: ReadSeat,
  { session, reason }: { session: string | null; reason: DepartureReason },
  now: number,
): SeatChange | null {
  const found = foundSeat(row, now);
  if (found === null || found.seat.retired) return null;
  if (session !== null && found.seat.session !== session) return null;
  const minted = found.seat.minted + 1;
  const after = { ...found.seat, minted, floor: minted, floorReason: reason };
  return changeSeat(found, withoutHand(after), now);
}

/**
 * The person raises a hand, or it is lowered. `null` where it is so already: a hand that is raised twice keeps its
 * moment, and so its place.
 */
export function seatAfterHand(found: FoundSeat, isRaised: boolean, now: number): SeatChange | null {
  const { seat } = found;
  if (isRaised === (seat.hand !== undefined)) return null;
  return changeSeat(found, isRaised ? { ...seat, hand: now } : withoutHand(seat), now);
}

/**
 * Writes the seat unchanged, since its person's permissions change: a token request under way then fails its check and
 * decides again. `null` for an unknown or retired seat.
 */
export function touchSeat(row: ReadSeat, now: number): SeatChange | null {
  const found = foundSeat(row, now);
  return found === null || found.seat.retired ? null : changeSeat(found, found.seat, now);
}

/** Whether a connected generation of this row is stale. `true` for an unknown seat. */
export function mayHaveStaleParticipants(seat: SeatRow | null): boolean {
  if (seat === null) return true;
  return seat.live.some((generation) => seat.retired || generation < seat.floor);
}

/** Whether a generation that may stay counts as connected: the seat then has a place, without a reservation. */
export function isConnected(seat: SeatRow): boolean {
  return seat.live.some((generation) => generation >= seat.floor);
}

/** The rule itself: whether this generation of this seat may stay. */
export function mayStay(seat: SeatRow | null, generation: number): boolean {
  return seat !== null && !seat.retired && generation >= seat.floor;
}

/** A seat's id: `seat_` and 128 random bits. */
export function randomSeatId(randomBytes: (length: number) => Uint8Array): string {
  return `seat_${randomBytes(16).toHex()}`;
}

function withoutHand({ hand: _, ...seat }: SeatRow): SeatRow {
  return seat;
}

/** The seat as a new connection finds it. Its last write was its last leaving, where nothing is connected. */
function withValidHand(seat: SeatRow, now: number): SeatRow {
  const isHere = seat.live.length > 0 || now - (seat.expiresAt - seatLifeMs) < handLifeMs;
  return isHere ? seat : withoutHand(seat);
}

function raiseFloor(seat: SeatRow, generation: number): SeatRow {
  // A generation above `minted` comes from storage that was restored from a backup: never mint it again.
  const minted = Math.max(seat.minted, generation);
  if (generation <= seat.floor) return { ...seat, minted };
  return { ...seat, minted, floor: generation, floorReason: "taken-over" };
}

function addConnected(live: readonly number[], generation: number): readonly number[] {
  const others = live.filter((other) => other !== generation);
  return [...others, generation].sort((one, other) => one - other).slice(-maxConnectedGenerations);
}

function changeSeat(before: FoundSeat, after: SeatRow, now: number): SeatChange {
  const change = withWrites({ ...after, expiresAt: now + seatLifeMs }, now);
  const { seat } = change;
  const olderWereMinted = seat.floor > before.seat.floor && before.seat.minted >= before.seat.floor;
  return {
    ...change,
    checks: [{ key: seatKey(seat.seatId), versionstamp: before.versionstamp }],
    evictionIsDue: olderWereMinted || mayHaveStaleParticipants(seat),
  };
}

/** The seat and its writes: its own row, and the pointer where that would end before it. A retired seat has none. */
function withWrites(seat: SeatRow, now: number): Pick<SeatChange, "seat" | "writes"> {
  const { seatId, slug, owner, pointerUntil = 0 } = seat;
  if (seat.retired || pointerUntil >= now + storedMs) return { seat, writes: [seatWrite(seat)] };
  const pointed = { ...seat, pointerUntil: now + pointerLifeMs };
  const pointerWrite = setRow(seatPointerKey(slug, owner), { seatId }, pointerLifeMs);
  return { seat: pointed, writes: [seatWrite(pointed), pointerWrite] };
}

function seatWrite(seat: SeatRow): KvWrite {
  return setRow(seatKey(seat.seatId), seat, storedMs);
}
