/** The person that a moderator acts on. */
import { roleOf } from "../access/access.ts";
import type { Role } from "../../contract/participant.ts";
import { seatIdPattern } from "../../contract/seat_identity.ts";
import { AppError } from "../base/app_error.ts";
import { seatKey, type SeatRow } from "../rows/kv_keys.ts";
import { type KvCheck, type KvPort, type KvRow, unchanged } from "../storage/kv_port.ts";
import type { Moderator } from "./commit_as_moderator.ts";
import { allConnections, presencePrefix } from "../rows/presence_rows.ts";
import { foundSeat, type ReadSeat } from "../seats/seats.ts";
import { readSeatOf } from "../sessions/space_context.ts";
import { membershipIdKey, membershipKey, type MembershipRow } from "../rows/space_rows.ts";

/** A person of a space, with the rows that identify them. */
export interface Target {
  readonly owner: string;
  readonly role: Role;
  /** The seat of the id, else of the person, as `seatOfPointer` answers it. */
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
  const { idRow, owner, ownSeatRow } = await principalIdOf(kv, slug, id, now);
  if (owner === null) {
    throw new AppError("not-found", `Cannot find a person of "${slug}" by this id`);
  }
  const [membershipRow, seatRow] = await Promise.all([
    kv.get(membershipKey(slug, owner)),
    ownSeatRow ?? readSeatOf(kv, slug, owner),
  ]);
  const role = roleOf({ principalId: owner, rules, membership: membershipRow.value });
  return { owner, role, seatRow, membershipRow, checks: [idRow, membershipRow].map(unchanged) };
}

/** The principal of an id, and the row that says so; `null`: the id is no seat's. */
async function principalIdOf(
  kv: KvPort,
  slug: string,
  id: string,
  now: number,
): Promise<{
  readonly idRow: KvRow;
  readonly owner: string | null;
  readonly ownSeatRow: KvRow<SeatRow> | null;
}> {
  if (!seatIdPattern.test(id)) {
    const idRow = await kv.get(membershipIdKey(slug, id));
    return { idRow, owner: idRow.value?.owner ?? null, ownSeatRow: null };
  }
  const idRow = await kv.get(seatKey(id));
  const seat = foundSeat(idRow, now)?.seat;
  const owner = seat?.slug === slug && !seat.retired ? seat.owner : null;
  return { idRow, owner, ownSeatRow: idRow };
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
