/** People of a space, as its owner and moderators see them, and what they are given and denied. */
import type { SpacePerson, StandingChange } from "../../contract/space.ts";
import { isMember, roleOf } from "../access/access.ts";
import { actOn } from "./act_on.ts";
import { readSeats } from "../seats/evict.ts";
import { type InSpace, moderatorOf, notAllowed } from "./moderate.ts";
import { readPresence } from "../presence/presence.ts";
import { foundSeat } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { kindOfOwner, type StandingRow, standingsPrefix } from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import {
  admittedBy,
  banned,
  forgotten,
  removed,
  withoutBan,
  withRole,
} from "../access/standings.ts";

/** Standings of one space that are told. */
export const maxPeople = 1_000;

/** Who is inside, in the order of joining; then who has a standing. */
export function readPeople(services: SessionServices, where: InSpace): Promise<SpacePerson[]> {
  return withinStorageDeadline(() => peopleOf(services, where));
}

async function peopleOf(services: SessionServices, where: InSpace): Promise<SpacePerson[]> {
  const { kv, now } = services;
  const { slug } = where;
  const { who, rules } = await moderatorOf(services, where);
  const [{ presence }, rows] = await Promise.all([
    readPresence(kv, slug),
    kv.list(standingsPrefix(slug), maxPeople),
  ]);
  const standings = new Map(rows.flatMap(({ value }) => value ? [[value.owner, value]] : []));
  const seats = await readSeats(services, new Set(presence.people.map(({ seatId }) => seatId)));
  const describe = (owner: string, standing: StandingRow | null) => ({
    kind: kindOfOwner(owner),
    role: roleOf({ owner, rules, standing }),
    isBanned: standing?.isBanned ?? false,
    isAdmitted: isMember(standing),
    linkId: standing?.linkId ?? null,
    isYou: owner === who.owner,
  });
  const inside = presence.people.flatMap(({ seatId, participantName }): SpacePerson[] => {
    const row = seats.get(seatId);
    const owner = row && foundSeat(row, now())?.seat.owner;
    if (!owner) return [];
    const standing = standings.get(owner) ?? null;
    standings.delete(owner);
    const id = standing?.personId ?? seatId;
    return [{ id, seatId, participantName, isInside: true, ...describe(owner, standing) }];
  });
  const listed = [...standings.values()].filter(({ isListed = true, isBanned }) =>
    isListed || isBanned
  );
  const others = listed.map((standing): SpacePerson => ({
    id: standing.personId,
    seatId: null,
    participantName: standing.participantName,
    isInside: false,
    ...describe(standing.owner, standing),
  }));
  return [...inside, ...others];
}

/**
 * Gives a role, lets in or not any more, takes off the list, bans, or lifts a ban. Who may not come in any more does not
 * stay either.
 *
 * @throws AppError as `actOn` does; `not-allowed` also where a moderator makes moderators.
 */
export function changeStanding(
  services: SessionServices,
  where: InSpace,
  id: string,
  change: StandingChange,
): Promise<void> {
  return actOn(services, where, id, (before, _target, { role, rules }) => {
    if (change.role === "moderator" && role !== "owner") throw notAllowed();
    const standing = changed(before, change, services.now());
    const isTaken = change.isAdmitted === false || change.isListed === false;
    const isRefused = isTaken && rules.policy !== "open";
    return { standing, putOut: change.isBanned ? "banned" : isRefused ? "removed" : null };
  });
}

/** What is taken counts more than what is given with it. */
function changed(before: StandingRow, change: StandingChange, now: number): StandingRow {
  let standing = before;
  if (change.role !== undefined) standing = withRole(standing, change.role);
  if (change.isAdmitted === true) standing = admittedBy(standing, now);
  if (change.isAdmitted === false) standing = removed(standing);
  if (change.isListed === false) standing = forgotten(standing);
  if (change.isBanned === true) standing = banned(standing);
  if (change.isBanned === false) standing = withoutBan(standing);
  return standing;
}
