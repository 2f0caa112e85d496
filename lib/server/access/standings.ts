/** Standings as pure steps: made, moved, banned, admitted, refused, given a role. */
import type { GivenRole } from "../../contract/space.ts";
import { maxLinks } from "../rows/link_rows.ts";
import { refusalMs, type StandingRow } from "../rows/space_rows.ts";

/** Who a standing is of. */
export type StandingOf = Pick<StandingRow, "slug" | "owner" | "participantName">;

/** The standing that somebody has, with today's name; else one that says nothing yet, under a new random id. */
export function standingFor(
  before: StandingRow | null,
  who: StandingOf,
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>,
): StandingRow {
  if (before !== null) {
    return { ...before, participantName: who.participantName, isListed: true };
  }
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

/** As `removed`, and on the list of people no more. */
export function forgotten(standing: StandingRow): StandingRow {
  return { ...removed(standing), isListed: false };
}

/** Not let in, and not heard again for ten minutes where one has to knock. */
export function refused(standing: StandingRow, now: number): StandingRow {
  return { ...removed(standing), refusedUntil: now + refusalMs };
}

/** With another role, by a moderator; `null`: the space's default. */
export function withRole(standing: StandingRow, role: GivenRole | null): StandingRow {
  return { ...standing, role, linkId: null };
}

/**
 * The links that somebody ever came by, whatever became of their role. Each gives once, so that it gives nothing back
 * that was taken; a ban ends all of them.
 */
export function linksOf(standing: StandingRow | null): readonly string[] {
  return standing?.linkIds ?? (standing?.linkId ? [standing.linkId] : []);
}

/** A link gives what it says, but takes no role away that a moderator gave. */
export function byLink(
  standing: StandingRow,
  { linkId, role }: { readonly linkId: string; readonly role: GivenRole },
  now: number,
): StandingRow {
  const isGiven = standing.role !== null && standing.linkId === null;
  const linkIds = withLinks(standing, [linkId]);
  return admittedBy({ ...standing, linkIds, ...(!isGiven && { role, linkId }) }, now);
}

function withLinks(standing: StandingRow, linkIds: readonly string[]): readonly string[] {
  return [...new Set([...linksOf(standing), ...linkIds])].slice(-maxLinks);
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
  if (user === null) return { ...guest, owner };
  const [own, theirs] = [linksOf(user), linksOf(guest)];
  const linkIds = withLinks(user, theirs);
  if (guest.isBanned) return { ...guest, personId: user.personId, owner, linkIds };
  return theirs.every((linkId) => own.includes(linkId)) ? user : { ...user, linkIds };
}
