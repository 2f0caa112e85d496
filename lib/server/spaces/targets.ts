/** The person that a moderator acts on. */
import { roleOf } from "../access/access.ts";
import type { Role } from "../../contract/participant.ts";
import { seatIdPattern } from "../../contract/seat_identity.ts";
import { AppError } from "../base/app_error.ts";
import { principalSeatKey, seatKey } from "../rows/kv_keys.ts";
import { type KvCheck, type KvPort, type KvRow, unchanged } from "../storage/kv_port.ts";
import type { Moderator } from "./commit_as_moderator.ts";
import { allConnections, presencePrefix } from "../rows/presence_rows.ts";
import { foundSeat, type ReadSeat } from "../seats/seats.ts";
import { membershipIdKey, membershipKey, type MembershipRow } from "../rows/space_rows.ts";

/** A person of a space, with the rows that identify them. */
export interface Target {
  readonly owner: string;
  readonly role: Role;
  /** Read by its id (the row that a mint checks); without a seat, by its principal. */
  readonly seatRow: ReadSeat;
  readonly membershipRow: KvRow<MembershipRow>;
  /** Checks that the id still means this person and the membership is the same: a guest may sign in meanwhile. */
  readonly checks: readonly KvCheck[];
}

/**
 * Finds a person by the id of a seat or a membership.
 *
 * @throws AppError `not-found`.
 */
export async function readTarget(
  kv: KvPort,
  slug: string,
  id: string,
  { rules }: Pick<Moderator, "rules">,
  now: number,
): Promise<Target> {
  const { idRow, owner } = await principalIdOf(kv, slug, id, now);
  if (owner === null) {
    throw new AppError("not-found", `Cannot find a person of "${slug}" by this id`);
  }
  const [principalSeatRow, membershipRow] = await kv.getMany([
    principalSeatKey(slug, owner),
    membershipKey(slug, owner),
  ]);
  const seat = foundSeat(principalSeatRow, now);
  // The seat's own row, not the principal's copy: after a partial restore their versions may differ.
  const seatRow = seat === null ? principalSeatRow : await kv.get(seatKey(seat.seat.seatId));
  const role = roleOf({ principalId: owner, rules, membership: membershipRow.value });
  return { owner, role, seatRow, membershipRow, checks: [idRow, membershipRow].map(unchanged) };
}

/** The principal of an id, and the row that says so. */
async function principalIdOf(
  kv: KvPort,
  slug: string,
  id: string,
  now: number,
): Promise<{ readonly idRow: KvRow; readonly owner: string | null }> {
  if (!seatIdPattern.test(id)) {
    const idRow = await kv.get(membershipIdKey(slug, id));
    return { idRow, owner: idRow.value?.owner ?? null };
  }
  const idRow = await kv.get(seatKey(id));
  const seat = foundSeat(idRow, now)?.seat;
  return { idRow, owner: seat?.slug === slug && !seat.retired ? seat.owner : null };
}

/** The name of a target: of its latest connection, else of its membership. */
export async function nameOfTarget(
  kv: KvPort,
  slug: string,
  { seatRow, membershipRow }: Target,
): Promise<string> {
  const rows = await kv.list(presencePrefix(slug), allConnections);
  const row = rows.findLast(({ value }) => value?.seatId === seatRow.value?.seatId);
  return row?.value?.participantName ?? membershipRow.value?.participantName ?? "";
}
