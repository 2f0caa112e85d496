/** What one token request commits, decided from rows that were read: a pure step, so that every case can be tried. */
import {
  addHeldSeat,
  guestSessionWrite,
  renameSession,
  renewSession,
} from "../sessions/guest_session_rows.ts";
import {
  guestSessionKey,
  type HeldSeat,
  principalSeatKey,
  type SeatRow,
  tokenRequestedKey,
  type UserSessionRow,
} from "../rows/kv_keys.ts";
import { deleteRow, type KvCommit, type KvWrite, setRow, unchanged } from "../storage/kv_port.ts";
import { membershipOf, signedInGuest } from "../access/entry.ts";
import { endHeldSeats } from "../seats/held_seats.ts";
import {
  foundSeat,
  nameSeat,
  newSeat,
  type ReadSeat,
  retireSeat,
  seatAfterMint,
  seatAfterSignIn,
  type SeatChange,
} from "../seats/seats.ts";
import { renewUserSession } from "../sessions/user_session_rows.ts";
import {
  admissionVersionWrite,
  knockRemovalWrites,
  membershipIdKey,
  membershipKey,
  membershipWrites,
  reservationKey,
  reservationLifeMs,
} from "../rows/space_rows.ts";
import type { GuestPrincipal, Principal, UserPrincipal } from "../sessions/principal.ts";

/** A space was asked for: written again after this long, kept for the reconciler's ten minutes. */
const askedAgainAfterMs = 60_000;
const askedLifeMs = 600_000;

/** All that a plan is made from, read already. */
export interface MintFacts {
  readonly principal: Principal;
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
   * last one, and nobody makes the space their own meanwhile.
   */
  readonly place: "kept" | "new" | "scarce";
  readonly tokenLifetimeSeconds: number;
}

/** What a mint will have done once `commit` is made. */
export interface MintPlan {
  readonly commit: KvCommit;
  readonly seat: SeatRow;
  readonly participantName: string;
  /** Since when they are called so here: `attribute.since`. */
  readonly since: number;
  readonly isGuestEnded: boolean;
  readonly evictions: readonly HeldSeat[];
}

/** The one commit by which somebody gets their next generation, and what it owes afterwards. Reads and writes nothing. */
export function planMint(facts: MintFacts): MintPlan {
  const { principal, slug, now } = facts;
  const guest = signedInGuest(principal, now);
  const own = foundSeat(principal.principalSeatRow, now);
  const theirs = guest && foundSeat(guest.principalSeatRow, now);
  const session = principal.session.sessionId;
  const changes: SeatChange[] = [];
  const checks = [unchanged(principal.sessionRow)];
  const writes: KvWrite[] = [];

  let mint: SeatChange;
  if (own !== null) {
    mint = seatAfterMint(own, session, now);
    if (theirs) changes.push(retireSeat(theirs, now));
  } else if (theirs) {
    mint = seatAfterSignIn(theirs, { owner: principal.principalId, session }, now);
    checks.push(unchanged(principal.principalSeatRow));
  } else {
    mint = newSeat(principal.principalSeatRow, {
      seatId: facts.seatId,
      slug,
      owner: principal.principalId,
      session,
    }, now);
  }
  const participantName = (principal.kind === "guest" && facts.participantName) ||
    principal.session.participantName;
  mint = nameSeat(mint, (own ?? theirs)?.seat ?? null, participantName, now);
  changes.unshift(mint);
  if (guest) {
    checks.push(unchanged(guest.sessionRow));
    writes.push(
      deleteRow(guestSessionKey(guest.session.sessionId)),
      deleteRow(principalSeatKey(slug, guest.principalId)),
    );
    const { sessionId } = guest.session;
    changes.push(...endHeldSeats(facts.endingGuestSeats, sessionId, "ended", now));
  }
  const orphan = facts.orphan && foundSeat(facts.orphan, now);
  if (orphan) changes.push(retireSeat(orphan, now));
  if (facts.givenUp) changes.push(...endHeldSeats([facts.givenUp], session, "ended", now));
  // Whoever bans, locks or changes the rules writes the person's seat, or else the door: the one or the other is checked.
  if (own === null || facts.place !== "kept") checks.push(unchanged(principal.admissionVersionRow));
  writes.push(
    ...placeWrites(facts, mint.seat.seatId, guest),
    ...standingMoves(principal, guest, facts),
  );
  // Also of the guest whose cookie came along, seat or not: the same person waits no more.
  for (
    const one of principal.kind === "user" && principal.guest
      ? [principal, principal.guest]
      : [principal]
  ) {
    if (one.knockRow.value) writes.push(...knockRemovalWrites(slug, one.principalId, now));
  }
  for (const { seat } of changes.slice(1)) {
    if (seat.slug !== slug) writes.push(deleteRow(reservationKey(seat.slug, seat.owner)));
  }

  const given = facts.givenUp?.value?.seatId;
  writes.push(...sessionWrites(principal, { slug, seatId: mint.seat.seatId }, given, facts));
  const asked = principal.askedRow.value;
  if (asked === null || now - asked.at >= askedAgainAfterMs) {
    writes.push(setRow(tokenRequestedKey(slug), { slug, at: now }, askedLifeMs));
  }
  return {
    commit: {
      checks: [...checks, ...changes.flatMap((change) => change.checks)],
      writes: [...changes.flatMap((change) => change.writes), ...writes],
    },
    seat: mint.seat,
    participantName,
    since: mint.seat.known?.since ?? now,
    isGuestEnded: guest !== null,
    evictions: changes.filter((change) => change.evictionIsDue).map(({ seat }) => seat),
  };
}

/** The place is kept until this token is used, or cannot be any more. */
function placeWrites(facts: MintFacts, seatId: string, guest: GuestPrincipal | null): KvWrite[] {
  const { principal, slug, now, place, tokenLifetimeSeconds } = facts;
  const lifeMs = reservationLifeMs(tokenLifetimeSeconds);
  const writes = [
    setRow(reservationKey(slug, principal.principalId), { seatId, until: now + lifeMs }, lifeMs),
  ];
  if (guest) writes.push(deleteRow(reservationKey(slug, guest.principalId)));
  if (place === "scarce") {
    writes.push(
      admissionVersionWrite(
        slug,
        principal.admissionVersionRow.value ?? { change: "", changedAt: 0 },
      ),
    );
  }
  return writes;
}

/** What a guest was allowed, or was not, goes on as the user's. */
function standingMoves(
  principal: Principal,
  guest: GuestPrincipal | null,
  { slug, now }: Pick<MintFacts, "slug" | "now">,
): KvWrite[] {
  const before = guest?.membershipRow.value;
  const after = membershipOf(principal, now);
  if (!guest || !before || after === null) return [];
  const gone = [deleteRow(membershipKey(slug, guest.principalId))];
  if (before.personId !== after.personId) {
    gone.push(deleteRow(membershipIdKey(slug, before.personId)));
  }
  return after === principal.membershipRow.value ? gone : [...gone, ...membershipWrites(after)];
}

/** The session's row only where something in it changes: most requests leave it alone. */
function sessionWrites(
  principal: Principal,
  seat: HeldSeat,
  given: string | undefined,
  { now, participantName }: MintFacts,
): KvWrite[] {
  if (principal.kind === "user") {
    const session = without(addHeldSeat(renewUserSession(principal.session, now), seat), given);
    return session === principal.sessionRow.value
      ? []
      : [userSessionWrite(principal, session, now)];
  }
  const named = participantName === undefined
    ? principal.session
    : renameSession(principal.session, participantName);
  const session = without(addHeldSeat(renewSession(named, now), seat), given);
  return session === principal.session ? [] : [guestSessionWrite(session, now)];
}

function userSessionWrite(principal: UserPrincipal, session: UserSessionRow, now: number): KvWrite {
  return setRow(principal.sessionRow.key, session, session.expiresAt - now);
}

function without<Row extends { readonly seats: readonly HeldSeat[] }>(
  session: Row,
  seatId: string | undefined,
): Row {
  if (seatId === undefined) return session;
  return { ...session, seats: session.seats.filter((seat) => seat.seatId !== seatId) };
}
