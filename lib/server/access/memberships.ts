/** Standings as pure steps: made, moved, banned, admitted, refused, given a role. */
import type { GivenRole } from "../../contract/space.ts";
import { maxLinks } from "../rows/link_rows.ts";
import { type MembershipRow, refusalMs } from "../rows/space_rows.ts";

/** Who a standing is of. */
export type MembershipSubject = Pick<MembershipRow, "slug" | "owner" | "participantName">;

/** The standing that somebody has, with today's name; else one that says nothing yet, under a new random id. */
export function membershipFor(
  before: MembershipRow | null,
  principal: MembershipSubject,
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>,
): MembershipRow {
  if (before !== null) {
    return { ...before, participantName: principal.participantName, isListed: true };
  }
  return {
    personId: `person_${randomBytes(16).toHex()}`,
    ...principal,
    role: null,
    isBanned: false,
    admittedAt: null,
    refusedUntil: 0,
    linkId: null,
  };
}

/** Banned, and let in by nothing that was given before. */
export function banPerson(membership: MembershipRow): MembershipRow {
  return { ...revokeEntry(membership), isBanned: true };
}

/** A ban that is lifted gives nothing back. */
export function liftBan(membership: MembershipRow): MembershipRow {
  return { ...membership, isBanned: false };
}

/** Let in from `now` on, or since when they were already; a refusal before that is forgotten. */
export function admitPerson(membership: MembershipRow, now: number): MembershipRow {
  return { ...membership, admittedAt: membership.admittedAt ?? now, refusedUntil: 0 };
}

/** Let in by nothing that was given before: in an open space one may come again, elsewhere one asks again. */
export function revokeEntry(membership: MembershipRow): MembershipRow {
  return { ...membership, role: null, admittedAt: null, linkId: null };
}

/** As `removed`, and on the list of people no more. */
export function unlistPerson(membership: MembershipRow): MembershipRow {
  return { ...revokeEntry(membership), isListed: false };
}

/** Not let in, and not heard again for ten minutes where one has to knock. */
export function refuseKnock(membership: MembershipRow, now: number): MembershipRow {
  return { ...revokeEntry(membership), refusedUntil: now + refusalMs };
}

/** With another role, by a moderator; `null`: the space's default. */
export function assignRole(membership: MembershipRow, role: GivenRole | null): MembershipRow {
  return { ...membership, role, linkId: null };
}

/**
 * The links that somebody ever came by, whatever became of their role. Each gives once, so that it gives nothing back
 * that was taken; a ban ends all of them.
 */
export function usedLinkIds(membership: MembershipRow | null): readonly string[] {
  return membership?.linkIds ?? (membership?.linkId ? [membership.linkId] : []);
}

/** A link gives what it says, but takes no role away that a moderator gave. */
export function applyLink(
  membership: MembershipRow,
  { linkId, role }: { readonly linkId: string; readonly role: GivenRole },
  now: number,
): MembershipRow {
  const isGiven = membership.role !== null && membership.linkId === null;
  const linkIds = addLinkIds(membership, [linkId]);
  return admitPerson({ ...membership, linkIds, ...(!isGiven && { role, linkId }) }, now);
}

function addLinkIds(membership: MembershipRow, linkIds: readonly string[]): readonly string[] {
  return [...new Set([...usedLinkIds(membership), ...linkIds])].slice(-maxLinks);
}

/**
 * Whose standing counts for a user with whom a guest's cookie came, the same person: the user's, else the guest's. A
 * guest's ban is the user's too.
 */
export function mergeMemberships(
  user: MembershipRow | null,
  guest: MembershipRow | null,
  owner: string,
): MembershipRow | null {
  if (guest === null) return user;
  if (user === null) return { ...guest, owner };
  const [own, theirs] = [usedLinkIds(user), usedLinkIds(guest)];
  const linkIds = addLinkIds(user, theirs);
  if (guest.isBanned) return { ...guest, personId: user.personId, owner, linkIds };
  return theirs.every((linkId) => own.includes(linkId)) ? user : { ...user, linkIds };
}
