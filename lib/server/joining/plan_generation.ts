/** The commit of one token request, as a pure function of rows that were read, so that every case can be tested. */
import {
  addHeldSeat,
  guestSessionWrite,
  renameSession,
  renewSession,
} from "../sessions/guest_session_rows.ts";
import {
  guestSessionKey,
  type HeldSeat,
  seatPointerKey,
  type SeatRow,
  tokenRequestedKey,
  type UserSessionRow,
} from "../rows/kv_keys.ts";
import { deleteRow, type KvCommit, type KvWrite, setRow, unchanged } from "../storage/kv_port.ts";
import { membershipOf, signedInGuest } from "../access/entry.ts";
import { endHeldSeats } from "../seats/held_seats.ts";
import {
  foundSeat,
  isConnected,
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
  knockRemovalWrites,
  membershipIdKey,
  membershipKey,
  membershipWrites,
  reservationKey,
  reservationLifeMs,
} from "../rows/space_rows.ts";
import type { GuestPrincipal, Principal, UserPrincipal } from "../sessions/principal.ts";

/** The mark that tokens are asked for in a space: renewed after a minute, kept ten minutes for the reconciler. */
const askedAgainAfterMs = 60_000;
const askedLifeMs = 600_000;

/** Input of `planGeneration`. */
export interface MintFacts {
  readonly principal: Principal;
  readonly slug: string;
  readonly now: number;
  /** Used if a seat has to be made. */
  readonly seatId: string;
  readonly participantName?: string;
  /** Rows of the seats that a guest who signed in holds in other spaces: they end with this commit. */
  readonly endingGuestSeats: readonly ReadSeat[];
  /** The session's seat elsewhere that ends because the session holds too many; `null`: none. */
  readonly givenUp: ReadSeat | null;
  /** `existing`: the principal has a place. `reserved`: by this request, through the place queue. */
  readonly reservation: "existing" | "reserved";
  /** The rows are remembered: the commit checks every one that the decision turns on. */
  readonly isRemembered: boolean;
  /** Time at which this process last wrote the mark that tokens are asked for; zero: unknown. */
  readonly askedAtMs: number;
  readonly tokenLifetimeSeconds: number;
}

/** The commit of a mint, and its outcome once it is made. */
export interface MintPlan {
  readonly commit: KvCommit;
  readonly seat: SeatRow;
  readonly participantName: string;
  /** When the principal first joined under this name, in milliseconds since 1970: `attribute.since`. */
  readonly since: number;
  readonly isGuestEnded: boolean;
  readonly evictions: readonly HeldSeat[];
}

/** Plans the commit that gives a principal its next generation, and the evictions that follow it. Pure. */
export function planGeneration(facts: MintFacts): MintPlan {
  const { principal, slug, now } = facts;
  const guest = signedInGuest(principal, now);
  const ownSeat = foundSeat(principal.principalSeatRow, now);
  const guestSeat = guest && foundSeat(guest.principalSeatRow, now);
  const session = principal.session.sessionId;
  const changes: SeatChange[] = [];
  const checks = [unchanged(principal.sessionRow)];
  const writes: KvWrite[] = [];

  let mint: SeatChange;
  if (ownSeat !== null) {
    mint = seatAfterMint(ownSeat, session, now);
    const isLinked = principal.pointerRow.value?.seatId === ownSeat.seat.seatId;
    if (!isLinked) checks.push(unchanged(principal.pointerRow));
    if (guestSeat) changes.push(retireSeat(guestSeat, now));
  } else if (guestSeat) {
    mint = seatAfterSignIn(guestSeat, { owner: principal.principalId, session }, now);
    checks.push(unchanged(principal.pointerRow));
  } else {
    mint = newSeat(principal.pointerRow, {
      seatId: facts.seatId,
      slug,
      owner: principal.principalId,
      session,
    }, now);
  }
  const participantName = (principal.kind === "guest" && facts.participantName) ||
    principal.session.participantName;
  mint = nameSeat(mint, (ownSeat ?? guestSeat)?.seat ?? null, participantName, now);
  changes.unshift(mint);
  if (guest) {
    checks.push(unchanged(guest.sessionRow));
    writes.push(
      deleteRow(guestSessionKey(guest.session.sessionId)),
      deleteRow(seatPointerKey(slug, guest.principalId)),
    );
    const { sessionId } = guest.session;
    changes.push(...endHeldSeats(facts.endingGuestSeats, sessionId, "ended", now));
  }
  if (facts.givenUp) changes.push(...endHeldSeats([facts.givenUp], session, "ended", now));
  // A ban, a lock or a change of rules writes the principal's seat or the admission version: one of them is checked. The ban of
  // the guest whose cookie came along may write the version alone.
  const comesWithGuest = principal.kind === "user" && principal.guest !== null;
  if (ownSeat === null || comesWithGuest || facts.reservation !== "existing") {
    checks.push(unchanged(principal.admissionVersionRow));
  }
  if (facts.isRemembered) {
    checks.push(unchanged(principal.spaceRow));
    checks.push(unchanged(principal.membershipRow));
    if (!ownSeat || !isConnected(ownSeat.seat)) checks.push(unchanged(principal.reservationRow));
  }
  writes.push(
    ...reservationWrites(facts, mint.seat.seatId, guest),
    ...membershipMoveWrites(principal, guest, facts),
  );
  // The knock of the guest whose cookie came along ends, too, seat or not: it is the same person.
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

  const givenUpId = facts.givenUp?.value?.seatId;
  writes.push(...sessionWrites(principal, { slug, seatId: mint.seat.seatId }, givenUpId, facts));
  if (now - facts.askedAtMs >= askedAgainAfterMs) {
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

/**
 * A place's reservation is renewed: it lasts until the token is used or has expired. It names the seat of this token: another
 * device of the same person may have reserved for another one meanwhile, and a place counts by its seat.
 */
function reservationWrites(
  { principal, slug, now, tokenLifetimeSeconds }: MintFacts,
  seatId: string,
  guest: GuestPrincipal | null,
): KvWrite[] {
  const lifeMs = reservationLifeMs(tokenLifetimeSeconds);
  const key = reservationKey(slug, principal.principalId);
  const writes = [setRow(key, { seatId, until: now + lifeMs }, lifeMs)];
  if (guest) writes.push(deleteRow(reservationKey(slug, guest.principalId)));
  return writes;
}

/** Moves the membership of a guest who signed in to the user. */
function membershipMoveWrites(
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

/** The session's row, if something in it changes; most requests leave it as it is. */
function sessionWrites(
  principal: Principal,
  seat: HeldSeat,
  givenUpId: string | undefined,
  { now, participantName }: MintFacts,
): KvWrite[] {
  if (principal.kind === "user") {
    const session = withoutSeat(
      addHeldSeat(renewUserSession(principal.session, now), seat),
      givenUpId,
    );
    return session === principal.sessionRow.value
      ? []
      : [userSessionWrite(principal, session, now)];
  }
  const named = participantName === undefined
    ? principal.session
    : renameSession(principal.session, participantName);
  const session = withoutSeat(addHeldSeat(renewSession(named, now), seat), givenUpId);
  return session === principal.session ? [] : [guestSessionWrite(session, now)];
}

function userSessionWrite(principal: UserPrincipal, session: UserSessionRow, now: number): KvWrite {
  return setRow(principal.sessionRow.key, session, session.expiresAt - now);
}

function withoutSeat<Row extends { readonly seats: readonly HeldSeat[] }>(
  session: Row,
  seatId: string | undefined,
): Row {
  if (seatId === undefined) return session;
  return { ...session, seats: session.seats.filter((seat) => seat.seatId !== seatId) };
}
