/** What one token request commits, decided from rows that were read: a pure step, so that every case can be tried. */
import { guestSessionWrite, holding, renamed, slid } from "../sessions/guest_session_rows.ts";
import {
  guestSessionKey,
  type HeldSeat,
  ownerKey,
  type SeatRow,
  spaceAskedKey,
  type UserSessionRow,
} from "../rows/kv_keys.ts";
import { deleteRow, type KvCommit, type KvWrite, setRow, unchanged } from "../storage/kv_port.ts";
import { signedInGuest, standingOf } from "../access/entry.ts";
import { endOfSeats } from "../seats/held_seats.ts";
import {
  foundSeat,
  newSeat,
  type ReadSeat,
  seatAfterMint,
  seatAfterSignIn,
  type SeatChange,
  seatRetired,
} from "../seats/seats.ts";
import { slidUser } from "../sessions/user_session_rows.ts";
import {
  doorWrite,
  knockGone,
  placeKey,
  placeLifeMs,
  standingIdKey,
  standingKey,
  standingWrites,
} from "../rows/space_rows.ts";
import type { GuestWho, UserWho, Who } from "../sessions/who.ts";

/** A space was asked for: written again after this long, kept for the reconciler's ten minutes. */
const askedAgainAfterMs = 60_000;
const askedLifeMs = 600_000;

/** All that a plan is made from, read already. */
export interface MintFacts {
  readonly who: Who;
  readonly slug: string;
  readonly now: number;
  /** For a seat that has to be made. */
  readonly seatId: string;
  readonly participantName?: string;
  /** Rows of the seats that end with this commit: those of a guest who signed in, held elsewhere. */
  readonly endingGuestSeats: readonly ReadSeat[];
  /** A seat here that the session knows of and its owner's row does not: torn in storage, and retired. */
  readonly orphan: ReadSeat | null;
  /** A seat of the asking session that makes room for this one. */
  readonly givenUp: ReadSeat | null;
  /**
   * `new`: nobody counted this place before, and the door is checked. `scarce`: written, too, so that no two take the
   * last one.
   */
  readonly place: "kept" | "new" | "scarce";
  readonly tokenLifetimeSeconds: number;
}

/** What a mint will have done once `commit` is made. */
export interface MintPlan {
  readonly commit: KvCommit;
  readonly seat: SeatRow;
  readonly participantName: string;
  readonly isGuestEnded: boolean;
  readonly evictions: readonly HeldSeat[];
}

/** The one commit by which somebody gets their next generation, and what it owes afterwards. Reads and writes nothing. */
export function planMint(facts: MintFacts): MintPlan {
  const { who, slug, now } = facts;
  const guest = signedInGuest(who, now);
  const own = foundSeat(who.ownerRow, now);
  const theirs = guest && foundSeat(guest.ownerRow, now);
  const session = who.session.sessionId;
  const changes: SeatChange[] = [];
  const checks = [unchanged(who.sessionRow)];
  const writes: KvWrite[] = [];

  let mint: SeatChange;
  if (own !== null) {
    mint = seatAfterMint(own, session, now);
    if (theirs) changes.push(seatRetired(theirs, now));
  } else if (theirs) {
    mint = seatAfterSignIn(theirs, { owner: who.owner, session }, now);
    checks.push(unchanged(who.ownerRow));
  } else {
    mint = newSeat(who.ownerRow, { seatId: facts.seatId, slug, owner: who.owner, session }, now);
  }
  changes.unshift(mint);
  if (guest) {
    checks.push(unchanged(guest.sessionRow));
    writes.push(
      deleteRow(guestSessionKey(guest.session.sessionId)),
      deleteRow(ownerKey(slug, guest.owner)),
    );
    const { sessionId } = guest.session;
    changes.push(...endOfSeats(facts.endingGuestSeats, sessionId, "ended", now));
  }
  const orphan = facts.orphan && foundSeat(facts.orphan, now);
  if (orphan) changes.push(seatRetired(orphan, now));
  if (facts.givenUp) changes.push(...endOfSeats([facts.givenUp], session, "ended", now));
  // Whoever bans, locks or changes the rules writes the person's seat, or else the door: the one or the other is checked.
  if (own === null || facts.place !== "kept") checks.push(unchanged(who.doorRow));
  writes.push(...placeWrites(facts, mint.seat.seatId, guest), ...standingMoves(who, guest, facts));
  // Also of the guest whose cookie came along, seat or not: the same person waits no more.
  for (const one of who.kind === "user" && who.guest ? [who, who.guest] : [who]) {
    if (one.knockRow.value) writes.push(...knockGone(slug, one.owner, now));
  }
  for (const { seat } of changes.slice(1)) {
    if (seat.slug !== slug) writes.push(deleteRow(placeKey(seat.slug, seat.owner)));
  }

  const given = facts.givenUp?.value?.seatId;
  writes.push(...sessionWrites(who, { slug, seatId: mint.seat.seatId }, given, facts));
  const asked = who.askedRow.value;
  if (asked === null || now - asked.at >= askedAgainAfterMs) {
    writes.push(setRow(spaceAskedKey(slug), { slug, at: now }, askedLifeMs));
  }
  return {
    commit: {
      checks: [...checks, ...changes.flatMap((change) => change.checks)],
      writes: [...changes.flatMap((change) => change.writes), ...writes],
    },
    seat: mint.seat,
    participantName: (who.kind === "guest" && facts.participantName) || who.session.participantName,
    isGuestEnded: guest !== null,
    evictions: changes.filter((change) => change.evictionIsDue).map(({ seat }) => seat),
  };
}

/** The place is kept until this token is used, or cannot be any more. */
function placeWrites(facts: MintFacts, seatId: string, guest: GuestWho | null): KvWrite[] {
  const { who, slug, now, place, tokenLifetimeSeconds } = facts;
  const lifeMs = placeLifeMs(tokenLifetimeSeconds);
  const writes = [setRow(placeKey(slug, who.owner), { seatId, until: now + lifeMs }, lifeMs)];
  if (guest) writes.push(deleteRow(placeKey(slug, guest.owner)));
  if (place === "scarce") {
    writes.push(doorWrite(slug, who.doorRow.value ?? { change: "", changedAt: 0 }));
  }
  return writes;
}

/** What a guest was allowed, or was not, goes on as the user's. */
function standingMoves(
  who: Who,
  guest: GuestWho | null,
  { slug, now }: Pick<MintFacts, "slug" | "now">,
): KvWrite[] {
  const before = guest?.standingRow.value;
  const after = standingOf(who, now);
  if (!guest || !before || after === null) return [];
  const gone = [deleteRow(standingKey(slug, guest.owner))];
  if (before.personId !== after.personId) {
    gone.push(deleteRow(standingIdKey(slug, before.personId)));
  }
  return after === who.standingRow.value ? gone : [...gone, ...standingWrites(after)];
}

/** The session's row only where something in it changes: most requests leave it alone. */
function sessionWrites(
  who: Who,
  seat: HeldSeat,
  given: string | undefined,
  { now, participantName }: MintFacts,
): KvWrite[] {
  if (who.kind === "user") {
    const session = without(holding(slidUser(who.session, now), seat), given);
    return session === who.sessionRow.value ? [] : [userSessionWrite(who, session, now)];
  }
  const named = participantName === undefined ? who.session : renamed(who.session, participantName);
  const session = without(holding(slid(named, now), seat), given);
  return session === who.session ? [] : [guestSessionWrite(session, now)];
}

function userSessionWrite(who: UserWho, session: UserSessionRow, now: number): KvWrite {
  return setRow(who.sessionRow.key, session, session.expiresAt - now);
}

function without<Row extends { readonly seats: readonly HeldSeat[] }>(
  session: Row,
  seatId: string | undefined,
): Row {
  if (seatId === undefined) return session;
  return { ...session, seats: session.seats.filter((seat) => seat.seatId !== seatId) };
}
