/**
 * The seat rule (docs/decisions/003-seats.md), as pure steps over a seat's row. Each step answers what a
 * commit has to check and write; whoever calls it puts that into one commit with its own rows. Only these
 * functions make a `SeatRow`, so that floors and retirement only grow, and a seat's two rows stay the same.
 */
import type { DepartureReason } from "../../contract/departure.ts";
import { seenName } from "../../contract/name_rules.ts";
import { principalSeatKey, seatKey, type SeatRow } from "../rows/kv_keys.ts";
import { type KvCheck, type KvRow, type KvWrite, setRow, unexpired } from "../storage/kv_port.ts";

/** How long a seat's rows live after the last token, join or sighting: at least 24 h, whatever the last sighting wrote. */
export const seatLifeMs = 48 * 3_600_000;

/**
 * Storage keeps the rows longer than their life, so that neither of the two goes while the other still
 * counts, whatever its clock says: a check of a row that has gone would never hold.
 */
const storedMs = seatLifeMs + 3_600_000;

/** A sighting renews a seat only when less than this is left, so that it is not written each time. */
const renewBelowMs = 36 * 3_600_000;

/** Who was away for longer comes in as somebody who came last: nobody inside is called otherwise because of them. */
export const numberingLifeMs = 10 * 60_000;

/** How many generations a seat remembers as possibly live. */
export const maxConnectedGenerations = 16;

/** A seat's next state, and what the commit that makes it so must hold. */
export interface SeatChange {
  readonly seat: SeatRow;
  readonly checks: readonly KvCheck[];
  readonly writes: readonly KvWrite[];
  /** Somebody who may not stay may be live: call `evictStaleParticipants` once the commit is made. */
  readonly evictionIsDue: boolean;
}

/** A row of a seat, read by `seatKey` or by `principalSeatKey`: both have the same value and versionstamp. */
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
 * `participant_joined` of generation `generation`: the floor rises to it, the newest that joined stays.
 * Answers `null` for an unknown seat, which is never made again under its id: evict.
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
  // A seat with one generation has nobody below its floor; of more, one may have joined unseen.
  return { ...change, evictionIsDue: change.evictionIsDue || seat.minted > 1 };
}

/** `participant_left` of generation `generation`: raises the floor as a join does. `null` for an unknown seat. */
export function seatAfterLeft(row: ReadSeat, generation: number, now: number): SeatChange | null {
  const found = foundSeat(row, now);
  if (found === null) return null;
  const live = found.seat.live.filter((other) => other !== generation);
  return changeSeat(found, { ...raiseFloor(found.seat, generation), live }, now);
}

/**
 * These generations are gone, and raise no floor: of a connection that failed, or whose *left* was lost. `null` where
 * none of them counts as live.
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
 * Somebody of this seat was seen in the room, `generation` the newest of who may stay and is active (0: nobody): the
 * rows live on, and the floor rises as with the *joined* that was lost. `null` where nothing has to be written.
 */
export function seatAfterSighting(row: ReadSeat, now: number, generation = 0): SeatChange | null {
  const found = foundSeat(row, now);
  if (found === null) return null;
  const isWorthRenewing = found.seat.expiresAt - now < renewBelowMs;
  if (!isWorthRenewing && generation <= found.seat.floor) return null;
  return changeSeat(found, raiseFloor(found.seat, generation), now);
}

/** A seat nobody had before. `principalSeatRow` is what was read at its owner's key: none, or one past its life. */
export function newSeat(
  principalSeatRow: ReadSeat,
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
  return {
    seat,
    checks: [{ key: principalSeatRow.key, versionstamp: principalSeatRow.versionstamp }],
    writes: seatWrites(seat),
    evictionIsDue: false,
  };
}

/**
 * A token for `session`: the next generation. On a session switch nobody older may stay; when the
 * same session asks again the floor stays, since a token that is never used must put nobody out.
 */
export function seatAfterMint(found: FoundSeat, session: string, now: number): SeatChange {
  const { seat } = found;
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
 * A guest signed in and has no seat here as a user: the guest's seat becomes the user's. The caller deletes
 * the guest's owner row in the same commit, ends the guest session, and checks the user's owner row.
 */
export function seatAfterSignIn(
  found: FoundSeat,
  { owner, session }: Pick<SeatRow, "owner" | "session">,
  now: number,
): SeatChange {
  const minted = found.seat.minted + 1;
  return changeSeat(
    found,
    { ...found.seat, owner, session, minted, floor: minted, floorReason: "taken-over" },
    now,
  );
}

/**
 * The person of a token that is minted is called `name`. Since when stays, so that namesakes keep their numbers over a
 * reload; it begins anew with another name, and after `numberLifeMs` outside. `before`: the seat as it was, if it was.
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
  return { ...change, seat, writes: seatWrites(seat) };
}

/** The guest has a seat here as a user already: this one is for nobody any more. The caller deletes its owner's row. */
export function retireSeat(found: FoundSeat, now: number): SeatChange {
  const minted = found.seat.minted + 1;
  return changeSeat(
    found,
    { ...found.seat, retired: true, minted, floor: minted, floorReason: "taken-over" },
    now,
  );
}

/**
 * The session that holds the seat ends, or a moderator acts: nobody who is there may stay, and no token
 * that was signed before is good any more. `null` where another session holds the seat: left alone.
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
  return changeSeat(found, { ...found.seat, minted, floor: minted, floorReason: reason }, now);
}

/**
 * What its owner may do here changes, and the seat does not: a mint under way finds its check broken, and decides
 * anew. `null` for an unknown seat.
 */
export function touchSeat(row: ReadSeat, now: number): SeatChange | null {
  const found = foundSeat(row, now);
  return found === null || found.seat.retired ? null : changeSeat(found, found.seat, now);
}

/** May somebody live be below the floor, as far as this row knows? An unknown seat: yes. */
export function mayHaveStaleParticipants(seat: SeatRow | null): boolean {
  if (seat === null) return true;
  return seat.live.some((generation) => seat.retired || generation < seat.floor);
}

/** The rule itself: may this generation of this seat stay? */
export function mayStay(seat: SeatRow | null, generation: number): boolean {
  return seat !== null && !seat.retired && generation >= seat.floor;
}

/** A seat's id: `seat_` and 128 random bits. */
export function randomSeatId(randomBytes: (length: number) => Uint8Array): string {
  return `seat_${randomBytes(16).toHex()}`;
}

function raiseFloor(seat: SeatRow, generation: number): SeatRow {
  // A generation that we did not mint can only come from a KV that was restored: never mint it again.
  const minted = Math.max(seat.minted, generation);
  if (generation <= seat.floor) return { ...seat, minted };
  return { ...seat, minted, floor: generation, floorReason: "taken-over" };
}

function addConnected(live: readonly number[], generation: number): readonly number[] {
  const others = live.filter((other) => other !== generation);
  return [...others, generation].sort((one, other) => one - other).slice(-maxConnectedGenerations);
}

function changeSeat(before: FoundSeat, after: SeatRow, now: number): SeatChange {
  const seat = { ...after, expiresAt: now + seatLifeMs };
  const olderWereMinted = seat.floor > before.seat.floor && before.seat.minted >= before.seat.floor;
  return {
    seat,
    checks: [{ key: seatKey(seat.seatId), versionstamp: before.versionstamp }],
    writes: seatWrites(seat),
    evictionIsDue: olderWereMinted || mayHaveStaleParticipants(seat),
  };
}

function seatWrites(seat: SeatRow): KvWrite[] {
  const row = setRow(seatKey(seat.seatId), seat, storedMs);
  return seat.retired
    ? [row]
    : [row, setRow(principalSeatKey(seat.slug, seat.owner), seat, storedMs)];
}
