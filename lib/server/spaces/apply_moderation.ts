/** The one commit by which a moderator changes what somebody may do in a space, and puts them out where that is so. */
import type { DepartureReason } from "../../contract/departure.ts";
import { mayActOn } from "../../contract/roles.ts";
import { isMember } from "../access/access.ts";
import { eventLogWrite, type LoggedEventType } from "../presence/event_log.ts";
import { deleteRow, type KvWrite, unchanged } from "../storage/kv_port.ts";
import { linkKey } from "../rows/link_rows.ts";
import {
  admissionVersionChange,
  commitAsModerator,
  type InSpace,
  type Moderator,
  notAllowed,
} from "./moderate.ts";
import { seatAfterEnd, touchSeat } from "../seats/seats.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { evictAndWait } from "../seats/evict_and_wait.ts";
import { syncPermissions } from "../access/sync_permissions.ts";
import {
  knockRemovalWrites,
  type MembershipRow,
  membershipWrites,
  reservationKey,
} from "../rows/space_rows.ts";
import { membershipFor, usedLinkIds } from "../access/memberships.ts";
import { nameOfTarget, readTarget, type Target } from "./targets.ts";

/** What becomes of somebody. */
export interface Verdict {
  /** `null`: it is as it was, and where there is none, none is made. */
  readonly membership: MembershipRow | null;
  /** Why nobody may stay on their seat; `null`: whoever is inside stays, with the role that they have now. */
  readonly putOut: (DepartureReason & LoggedEventType) | null;
}

/**
 * Judges somebody who is below the moderator that the request proves: by the id of a standing, or of a seat. Where
 * LiveKit does not answer, whoever looks next finishes it.
 *
 * @throws AppError as `commitAsModerator` does; `not-found`; `not-allowed` on oneself and on who is not below one.
 */
export async function applyModeration(
  services: SessionServices,
  where: InSpace,
  id: string,
  judge: (before: MembershipRow, target: Target, moderator: Moderator) => Verdict,
): Promise<void> {
  const { kv, randomBytes } = services;
  const { slug } = where;
  const { seatId, putOut } = await commitAsModerator(services, where, async (moderator) => {
    const now = services.now();
    const target = await targetBelow(services, slug, id, moderator);
    const { owner, membershipRow, seatRow } = target;
    const participantName = await nameOfTarget(kv, slug, target);
    const before = membershipFor(
      membershipRow.value,
      { slug, owner, participantName },
      randomBytes,
    );
    const { membership, putOut } = judge(before, target, moderator);
    const seat = putOut === null
      ? touchSeat(seatRow, now)
      : seatAfterEnd(seatRow, { session: null, reason: putOut }, now);
    const seatId = seat?.seat.seatId ?? "";
    const isWaitingOver = putOut === "banned" || (membership !== null && isMember(membership));
    // Who was not inside is not said to have gone.
    const isLogged = putOut === "banned" || (putOut !== null && seatRow.value?.live.length);
    return {
      commit: {
        checks: [...target.checks, ...(seat?.checks ?? [unchanged(seatRow)])],
        writes: [
          ...(membership ? membershipWrites(membership) : []),
          ...(seat?.writes ?? []),
          ...(putOut === null ? [] : [deleteRow(reservationKey(slug, owner))]),
          ...(putOut === "banned" ? endOfLinks(slug, before) : []),
          ...(isWaitingOver ? knockRemovalWrites(slug, owner, now) : []),
          ...(isLogged ? [logLine(services, slug, { type: putOut, seatId, participantName })] : []),
          admissionVersionChange(services, slug),
        ],
      },
      value: { seatId, putOut },
    };
  });
  if (seatId === "") return;
  if (putOut === null) await syncPermissions(services, slug, { seatId });
  else await evictAndWait(services, [{ slug, seatId }]);
}

/**
 * Whoever it is, below the moderator.
 *
 * @throws AppError `not-found`; `not-allowed` on oneself and on who is not below one.
 */
export async function targetBelow(
  { kv, now }: SessionServices,
  slug: string,
  id: string,
  moderator: Moderator,
): Promise<Target> {
  const target = await readTarget(kv, slug, id, moderator, now());
  const isSelf = target.owner === moderator.principal.principalId;
  if (isSelf || !mayActOn(moderator.role, target.role)) throw notAllowed();
  return target;
}

/** The links that a banned person came by are over for everybody. */
function endOfLinks(slug: string, membership: MembershipRow): KvWrite[] {
  return usedLinkIds(membership).map((linkId) => deleteRow(linkKey(slug, linkId)));
}

/** The line that tells of it in the space's log. */
export function logLine(
  { now, randomBytes }: Pick<SessionServices, "now" | "randomBytes">,
  slug: string,
  line: {
    readonly type: LoggedEventType;
    readonly seatId: string;
    readonly participantName: string;
  },
): KvWrite {
  return eventLogWrite(slug, { ...line, atMs: now(), sid: `MO_${randomBytes(8).toHex()}` });
}
