/** People of a space, as its owner and moderators see them, and what they are given and denied. */
import { displayNames } from "../../contract/display_names.ts";
import type { MembershipChange, SpacePerson } from "../../contract/space.ts";
import { isMember, roleOf } from "../access/access.ts";
import { applyModeration } from "./apply_moderation.ts";
import { readSeats } from "../seats/evict.ts";
import { type InSpace, moderatorOf, notAllowed } from "./moderate.ts";
import { readPresence } from "../presence/presence.ts";
import { foundSeat } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { kindOfPrincipal, type MembershipRow, membershipsPrefix } from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import {
  admitPerson,
  assignRole,
  banPerson,
  liftBan,
  revokeEntry,
  unlistPerson,
} from "../access/memberships.ts";

/** Standings of one space that are told. */
export const maxPeople = 1_000;

/** Who is inside, in the order of joining; then who has a standing. */
export function readPeople(services: SessionServices, where: InSpace): Promise<SpacePerson[]> {
  return withinStorageDeadline(() => peopleOf(services, where));
}

async function peopleOf(services: SessionServices, where: InSpace): Promise<SpacePerson[]> {
  const { kv, now } = services;
  const { slug } = where;
  const { principal, rules } = await moderatorOf(services, where);
  const [{ presence }, rows] = await Promise.all([
    readPresence(kv, slug),
    kv.list(membershipsPrefix(slug), maxPeople),
  ]);
  const memberships = new Map(rows.flatMap(({ value }) => value ? [[value.owner, value]] : []));
  const seats = await readSeats(services, new Set(presence.people.map(({ seatId }) => seatId)));
  const describe = (owner: string, membership: MembershipRow | null) => ({
    kind: kindOfPrincipal(owner),
    role: roleOf({ principalId: owner, rules, membership }),
    isBanned: membership?.isBanned ?? false,
    isAdmitted: isMember(membership),
    linkId: membership?.linkId ?? null,
    isYou: owner === principal.principalId,
  });
  const inside = presence.people.flatMap(({ seatId, participantName }): SpacePerson[] => {
    const row = seats.get(seatId);
    const owner = row && foundSeat(row, now())?.seat.owner;
    if (!owner) return [];
    const membership = memberships.get(owner) ?? null;
    memberships.delete(owner);
    const id = membership?.personId ?? seatId;
    return [{ id, seatId, participantName, isInside: true, ...describe(owner, membership) }];
  });
  const listed = [...memberships.values()].filter(({ isListed = true, isBanned }) =>
    isListed || isBanned
  );
  const others = listed.map((membership): SpacePerson => ({
    id: membership.personId,
    seatId: null,
    participantName: membership.participantName,
    isInside: false,
    ...describe(membership.owner, membership),
  }));
  const people = [...inside, ...others];
  // Who is inside is called here as in the call; who is not, by what is left.
  const named = people.map(({ id, participantName }, since) => ({
    name: participantName,
    since,
    seatId: id,
  }));
  const names = displayNames(named);
  return people.map((person, index) => ({
    ...person,
    participantName: names.get(named[index]) ?? person.participantName,
  }));
}

/**
 * Gives a role, lets in or not any more, takes off the list, bans, or lifts a ban. Who may not come in any more does not
 * stay either.
 *
 * @throws AppError as `applyModeration` does; `not-allowed` also where a moderator makes moderators.
 */
export function changeStanding(
  services: SessionServices,
  where: InSpace,
  id: string,
  change: MembershipChange,
): Promise<void> {
  return applyModeration(services, where, id, (before, _target, { role, rules }) => {
    if (change.role === "moderator" && role !== "owner") throw notAllowed();
    const membership = changed(before, change, services.now());
    const isTaken = change.isAdmitted === false || change.isListed === false;
    const isRefused = isTaken && rules.policy !== "open";
    return { membership, putOut: change.isBanned ? "banned" : isRefused ? "removed" : null };
  });
}

/** What is taken counts more than what is given with it. */
function changed(before: MembershipRow, change: MembershipChange, now: number): MembershipRow {
  let membership = before;
  if (change.role !== undefined) membership = assignRole(membership, change.role);
  if (change.isAdmitted === true) membership = admitPerson(membership, now);
  if (change.isAdmitted === false) membership = revokeEntry(membership);
  if (change.isListed === false) membership = unlistPerson(membership);
  if (change.isBanned === true) membership = banPerson(membership);
  if (change.isBanned === false) membership = liftBan(membership);
  return membership;
}
