/** The one commit by which a moderator changes the membership of a person in a space, or evicts them. */
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
} from "./commit_as_moderator.ts";
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

/** What a moderator decides about one person. */
export interface ModerationDecision {
  /** `null`: stays as it is, or absent. */
  readonly membership: MembershipRow | null;
  /** Why the person is evicted; `null`: their participant stays, with the role of the new membership. */
  readonly evictionReason: (DepartureReason & LoggedEventType) | null;
}

/**
 * Applies `decide` to the person with this id, of a membership or a seat. If LiveKit does not answer, the reconciler or
 * the person's next token finishes the eviction.
 *
 * @throws AppError as `commitAsModerator` does; `not-found`; `not-allowed` on oneself or a role that is not lower.
 */
export async function applyModeration(
  services: SessionServices,
  where: InSpace,
  id: string,
  decide: (before: MembershipRow, target: Target, moderator: Moderator) => ModerationDecision,
): Promise<void> {
  const { kv, randomBytes } = services;
  const { slug } = where;
  const { seatId, evictionReason } = await commitAsModerator(services, where, async (moderator) => {
    const now = services.now();
    const target = await readTargetBelow(services, slug, id, moderator);
    const { owner, membershipRow, seatRow } = target;
    const participantName = await nameOfTarget(kv, slug, target);
    const before = membershipFor(
      membershipRow.value,
      { slug, owner, participantName },
      randomBytes,
    );
    const { membership, evictionReason } = decide(before, target, moderator);
    const seat = evictionReason === null
      ? touchSeat(seatRow, now)
      : seatAfterEnd(seatRow, { session: null, reason: evictionReason }, now);
    const seatId = seat?.seat.seatId ?? "";
    const isWaitingOver = evictionReason === "banned" ||
      (membership !== null && isMember(membership));
    // The removal of a person who was not inside is not logged.
    const isLogged = evictionReason === "banned" ||
      (evictionReason !== null && seatRow.value?.live.length);
    return {
      commit: {
        checks: [...target.checks, ...(seat?.checks ?? [unchanged(seatRow)])],
        writes: [
          ...(membership ? membershipWrites(membership) : []),
          ...(seat?.writes ?? []),
          ...(evictionReason === null ? [] : [deleteRow(reservationKey(slug, owner))]),
          ...(evictionReason === "banned" ? linkDeletions(slug, before) : []),
          ...(isWaitingOver ? knockRemovalWrites(slug, owner, now) : []),
          ...(isLogged
            ? [logLineWrite(services, slug, { type: evictionReason, seatId, participantName })]
            : []),
          admissionVersionChange(services, slug),
        ],
      },
      value: { seatId, evictionReason },
    };
  });
  if (seatId === "") return;
  if (evictionReason === null) await syncPermissions(services, slug, { seatId });
  else await evictAndWait(services, [{ slug, seatId }]);
}

/**
 * The person with this id, of a membership or a seat, whose role is below the moderator's.
 *
 * @throws AppError `not-found`; `not-allowed` on oneself or a role that is not lower.
 */
export async function readTargetBelow(
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

/** Deletes the links that a banned person used: nobody else can use them either. */
function linkDeletions(slug: string, membership: MembershipRow): KvWrite[] {
  return usedLinkIds(membership).map((linkId) => deleteRow(linkKey(slug, linkId)));
}

/** The write of a moderator's act into the space's log. */
export function logLineWrite(
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
