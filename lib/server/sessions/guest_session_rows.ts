/** Guest sessions as pure steps over their row. */
import {
  guestLifeMs,
  guestSessionKey,
  type GuestSessionRow,
  type HeldSeat,
} from "../rows/kv_keys.ts";
import { type KvWrite, setRow } from "../storage/kv_port.ts";

/** A guest session ends after this long without use. */
export const guestIdleMs = 24 * 3_600_000;

/** The expiry is renewed at most this often. */
export const guestRenewalMs = 5 * 60_000;

/** The most spaces that one guest session is admitted to; the one admitted longest ago makes room. */
export const maxAdmittedSpaces = 50;

/** The most seats that one session holds, so that ending it is one commit of at most 10 checks. */
export const maxHeldSeats = 5;

/** A new session, admitted to one space. */
export function newGuestSession(
  { sessionId, participantName, slug }: {
    readonly sessionId: string;
    readonly participantName: string;
    readonly slug: string;
  },
  now: number,
): GuestSessionRow {
  return {
    sessionId,
    participantName,
    slugs: [slug],
    seats: [],
    createdAt: now,
    slidAt: now,
    expiresAt: now + guestIdleMs,
  };
}

/** Whether the session may ask for tokens of this space. */
export function isAdmitted(session: GuestSessionRow, slug: string): boolean {
  return session.slugs.includes(slug);
}

/** Puts the space last among those that the session is admitted to; the same object where it is last already. */
export function admitToSpace(session: GuestSessionRow, slug: string): GuestSessionRow {
  if (session.slugs.at(-1) === slug) return session;
  const others = session.slugs.filter((other) => other !== slug);
  return { ...session, slugs: [...others, slug].slice(-maxAdmittedSpaces) };
}

/** Sets the name; the same object where it is the same. */
export function renameSession(session: GuestSessionRow, participantName: string): GuestSessionRow {
  return participantName === session.participantName ? session : { ...session, participantName };
}

/** Renews the expiry; the same object while the last renewal (`slidAt`) is less than `guestRenewalMs` ago. */
export function renewSession(session: GuestSessionRow, now: number): GuestSessionRow {
  if (now - session.slidAt < guestRenewalMs) return session;
  return {
    ...session,
    slidAt: now,
    expiresAt: Math.min(now + guestIdleMs, session.createdAt + guestLifeMs),
  };
}

/** Adds a seat to those that a session holds, instead of another one in its space; the same object where it is listed already. */
export function addHeldSeat<Row extends { readonly seats: readonly HeldSeat[] }>(
  session: Row,
  seat: HeldSeat,
): Row {
  if (session.seats.some(({ seatId }) => seatId === seat.seatId)) return session;
  return {
    ...session,
    seats: [...session.seats.filter(({ slug }) => slug !== seat.slug), {
      slug: seat.slug,
      seatId: seat.seatId,
    }],
  };
}

/** The write of the session's row, which expires with the session. */
export function guestSessionWrite(session: GuestSessionRow, now: number): KvWrite {
  return setRow(guestSessionKey(session.sessionId), session, session.expiresAt - now);
}
