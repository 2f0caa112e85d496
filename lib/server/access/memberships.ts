/** Memberships (stored as `standing`) as pure steps. */
import type { GivenRole } from "../../contract/space.ts";
import { maxLinks } from "../rows/link_rows.ts";
import { type MembershipRow, refusalMs } from "../rows/space_rows.ts";

/** The space and the person of a membership. */
export type MembershipSubject = Pick<MembershipRow, "slug" | "owner" | "participantName">;

/** The person's membership, listed and with the current name; else an empty one under a new random id. */
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

/** The membership after a ban: no role, no admission, no link. */
export function banPerson(membership: MembershipRow): MembershipRow {
  return { ...revokeEntry(membership), isBanned: true };
}

/** Lifts a ban. The role, admission and link of before stay taken. */
export function liftBan(membership: MembershipRow): MembershipRow {
  return { ...membership, isBanned: false };
}

/** Admits the person from `now` on, or keeps an earlier admission. A refused knock is forgotten. */
export function admitPerson(membership: MembershipRow, now: number): MembershipRow {
  return { ...membership, admittedAt: membership.admittedAt ?? now, refusedUntil: 0 };
}

/** Takes role, admission and link back: an open space can still be entered, elsewhere the person asks again. */
export function revokeEntry(membership: MembershipRow): MembershipRow {
  return { ...membership, role: null, admittedAt: null, linkId: null };
}

/** As `revokeEntry`, and takes the person off the list of people. */
export function unlistPerson(membership: MembershipRow): MembershipRow {
  return { ...revokeEntry(membership), isListed: false };
}

/** Refuses a knock: another one is refused for `refusalMs`. */
export function refuseKnock(membership: MembershipRow, now: number): MembershipRow {
  return { ...revokeEntry(membership), refusedUntil: now + refusalMs };
}

/** Sets the role that a moderator gave; `null`: the space's default. */
export function assignRole(membership: MembershipRow, role: GivenRole | null): MembershipRow {
  return { ...membership, role, linkId: null };
}

/**
 * The links that the person ever used, whatever became of their role. A link works once for each person, so that it
 * cannot restore a role that was taken; a ban ends all of them.
 */
export function usedLinkIds(membership: MembershipRow | null): readonly string[] {
  return membership?.linkIds ?? (membership?.linkId ? [membership.linkId] : []);
}

/** Gives the link's role and an admission. A role that a moderator gave stays. */
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
 * The membership of a user on whose request a guest's cookie came too, as one person: the user's, else the guest's. A
 * guest's ban counts for the user.
 */
export function mergeMemberships(
  user: MembershipRow | null,
  guest: MembershipRow | null,
  owner: string,
): MembershipRow | null {
  if (guest === null) return user;
  if (user === null) return { ...guest, owner };
  const [userLinkIds, guestLinkIds] = [usedLinkIds(user), usedLinkIds(guest)];
  const linkIds = addLinkIds(user, guestLinkIds);
  if (guest.isBanned) return { ...guest, personId: user.personId, owner, linkIds };
  return guestLinkIds.every((linkId) => userLinkIds.includes(linkId)) ? user : { ...user, linkIds };
}
