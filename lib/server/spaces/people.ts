/** The people of a space, as its owner and moderators see and change them. */
import { displayNames } from "../../contract/display_names.ts";
import type { MembershipChange, SpacePerson } from "../../contract/space.ts";
import { isMember, roleOf } from "../access/access.ts";
import { applyModeration } from "./apply_moderation.ts";
import { readSeats } from "../seats/evict.ts";
import { type InSpace, moderatorOf, notAllowed } from "./commit_as_moderator.ts";
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

/** Memberships of one space that are listed, at most. */
export const maxPeople = 1_000;

/**
 * The people inside, in the order of joining; then the others with a membership.
 *
 * @throws AppError as `moderatorOf` does.
 */
export function readPeople(services: SessionServices, where: InSpace): Promise<SpacePerson[]> {
  return withinStorageDeadline(() => listPeople(services, where));
}

async function listPeople(services: SessionServices, where: InSpace): Promise<SpacePerson[]> {
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
  // People inside are numbered first, so that their names are those of the call.
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
 * Changes a membership: role, admission, listing or ban. A person who may no longer enter is evicted.
 *
 * @throws AppError as `applyModeration` does; `not-allowed` also for a moderator who gives the role of a moderator.
 */
export function changeMembership(
  services: SessionServices,
  where: InSpace,
  id: string,
  change: MembershipChange,
): Promise<void> {
  return applyModeration(services, where, id, (before, _target, { role, rules }) => {
    if (change.role === "moderator" && role !== "owner") throw notAllowed();
    const membership = applyChange(before, change, services.now());
    const isWithdrawn = change.isAdmitted === false || change.isListed === false;
    const isRefused = isWithdrawn && rules.policy !== "open";
    return {
      membership,
      evictionReason: change.isBanned ? "banned" : isRefused ? "removed" : null,
    };
  });
}

/** Withdrawals are applied after grants, and so win. */
function applyChange(before: MembershipRow, change: MembershipChange, now: number): MembershipRow {
  let membership = before;
  if (change.role !== undefined) membership = assignRole(membership, change.role);
  if (change.isAdmitted === true) membership = admitPerson(membership, now);
  if (change.isAdmitted === false) membership = revokeEntry(membership);
  if (change.isListed === false) membership = unlistPerson(membership);
  if (change.isBanned === true) membership = banPerson(membership);
  if (change.isBanned === false) membership = liftBan(membership);
  return membership;
}
