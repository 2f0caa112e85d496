/** People of a space, as its owner and moderators see them, and what they are given and denied. */
import type { SpacePerson, StandingChange } from "../contract/space.ts";
import { mayActOn } from "../contract/roles.ts";
import { roleOf } from "./access.ts";
import { readSeats } from "./evict.ts";
import { unchanged } from "./kv_port.ts";
import { doorChange, type InSpace, moderated, moderatorOf, notAllowed } from "./moderate.ts";
import { readPresence } from "./presence.ts";
import { foundSeat, seatTouched } from "./seats.ts";
import type { Services } from "./services.ts";
import { kindOfOwner, type StandingRow, standingsPrefix, standingWrites } from "./space_rows.ts";
import { withinStorageDeadline } from "./storage_deadline.ts";
import { admittedBy, standingFor, withoutBan, withRole } from "./standings.ts";
import { nameOfTarget, readTarget } from "./targets.ts";

/** Standings of one space that are told. */
export const maxPeople = 1_000;

/** Who is inside, in the order of joining; then who has a standing. */
export function readPeople(services: Services, where: InSpace): Promise<SpacePerson[]> {
  return withinStorageDeadline(() => peopleOf(services, where));
}

async function peopleOf(services: Services, where: InSpace): Promise<SpacePerson[]> {
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
    isAdmitted: standing !== null && standing.admittedAt !== null,
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
  const others = [...standings.values()].map((standing): SpacePerson => ({
    id: standing.personId,
    seatId: null,
    participantName: standing.participantName,
    isInside: false,
    ...describe(standing.owner, standing),
  }));
  return [...inside, ...others];
}

/**
 * Gives a role, lets in or not any more, or lifts a ban. Answers the seat whose role has to be settled.
 *
 * @throws AppError `not-allowed`: on oneself, on who is not below one, and where a moderator makes moderators.
 */
export function changeStanding(
  services: Services,
  where: InSpace,
  id: string,
  change: StandingChange,
): Promise<{ readonly seatId: string | null }> {
  const { kv, randomBytes } = services;
  const { slug } = where;
  return moderated(services, where, async (moderator) => {
    const now = services.now();
    const target = await readTarget(kv, slug, id, moderator, now);
    const { owner, standingRow, seatRow } = target;
    const makesModerator = change.role === "moderator" && moderator.role !== "owner";
    const isSelf = owner === moderator.who.owner;
    if (isSelf || makesModerator || !mayActOn(moderator.role, target.role)) throw notAllowed();
    const participantName = await nameOfTarget(kv, slug, target);
    const before = standingFor(standingRow.value, { slug, owner, participantName }, randomBytes);
    const seat = seatTouched(seatRow, now);
    return {
      commit: {
        checks: [unchanged(standingRow), ...(seat?.checks ?? [unchanged(seatRow)])],
        writes: [
          ...standingWrites(changed(before, change, now)),
          ...(seat?.writes ?? []),
          doorChange(services, slug),
        ],
      },
      value: { seatId: seat?.seat.seatId ?? null },
    };
  });
}

function changed(before: StandingRow, change: StandingChange, now: number): StandingRow {
  let standing = before;
  if (change.role !== undefined) standing = { ...withRole(standing, change.role), linkId: null };
  if (change.isAdmitted === true) standing = admittedBy(standing, now);
  if (change.isAdmitted === false) standing = { ...standing, admittedAt: null };
  if (change.isBanned === false) standing = withoutBan(standing);
  return standing;
}
