/** Standings as pure steps: made, moved, banned, admitted, refused, given a role. */
import type { GivenRole } from "../contract/space.ts";
import { refusalMs, type StandingRow } from "./space_rows.ts";

/** Who a standing is of. */
export type StandingOf = Pick<StandingRow, "slug" | "owner" | "participantName">;

/** The standing that somebody has, with today's name; else one that says nothing yet, under a new random id. */
export function standingFor(
  before: StandingRow | null,
  who: StandingOf,
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>,
): StandingRow {
  if (before !== null) return { ...before, participantName: who.participantName };
  return {
    personId: `person_${randomBytes(16).toHex()}`,
    ...who,
    role: null,
    isBanned: false,
    admittedAt: null,
    refusedUntil: 0,
    linkId: null,
  };
}

/** Banned, and let in by nothing that was given before. */
export function banned(standing: StandingRow): StandingRow {
  return { ...removed(standing), isBanned: true };
}

/** A ban that is lifted gives nothing back. */
export function withoutBan(standing: StandingRow): StandingRow {
  return { ...standing, isBanned: false };
}

/** Let in from `now` on, or since when they were already; a refusal before that is forgotten. */
export function admittedBy(standing: StandingRow, now: number): StandingRow {
  return { ...standing, admittedAt: standing.admittedAt ?? now, refusedUntil: 0 };
}

/** Let in by nothing that was given before: in an open space one may come again, elsewhere one asks again. */
export function removed(standing: StandingRow): StandingRow {
  return { ...standing, role: null, admittedAt: null, linkId: null };
}

/** Not let in, and not heard again for ten minutes where one has to knock. */
export function refused(standing: StandingRow, now: number): StandingRow {
  return { ...removed(standing), refusedUntil: now + refusalMs };
}

/** With another role; `null`: the space's default. */
export function withRole(standing: StandingRow, role: GivenRole | null): StandingRow {
  return { ...standing, role };
}

/** A link gives what it says, but takes no role away that a moderator gave. */
export function byLink(
  standing: StandingRow,
  { linkId, role }: { readonly linkId: string; readonly role: GivenRole },
  now: number,
): StandingRow {
  const isGiven = standing.role !== null && standing.linkId === null;
  return admittedBy(isGiven ? standing : { ...standing, role, linkId }, now);
}

/**
 * Whose standing counts for a user with whom a guest's cookie came, the same person: the user's, else the guest's. A
 * guest's ban is the user's too.
 */
export function joined(
  user: StandingRow | null,
  guest: StandingRow | null,
  owner: string,
): StandingRow | null {
  if (guest === null) return user;
  const moved = { ...guest, ...(user && { personId: user.personId }), owner };
  return user === null || guest.isBanned ? moved : user;
}
