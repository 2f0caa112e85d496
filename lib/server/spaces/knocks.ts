/** The waiting room: its knocks are listed, withdrawn and decided. */
import type { Knock } from "../../contract/space.ts";
import { setRow, unchanged, unexpired } from "../storage/kv_port.ts";
import {
  admissionVersionChange,
  commitAsModerator,
  type InSpace,
  moderatorOf,
} from "./commit_as_moderator.ts";
import { maxKnocks, readKnocks } from "../access/knock_list.ts";
import { hasPlaceIn } from "../access/capacity.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import {
  knockKey,
  knockLifeMs,
  knockRemovalWrites,
  type KnockRow,
  knocksPrefix,
  membershipKey,
  membershipWrites,
  reservationKey,
  withdrawnWaitKey,
} from "../rows/space_rows.ts";
import { admitPerson, membershipFor, refuseKnock } from "../access/memberships.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { transactUntil } from "../storage/transact.ts";
import { oneAtATime } from "../sessions/one_at_a_time.ts";
import { authenticate } from "../sessions/principal.ts";
import { readSeatOf } from "../sessions/space_context.ts";

/**
 * The knocks of a space.
 *
 * @throws AppError as `moderatorOf` does.
 */
export function knocksFor(services: SessionServices, where: InSpace): Promise<Knock[]> {
  return withinStorageDeadline(async () => {
    await moderatorOf(services, where);
    return await readKnocks(services.kv, where.slug, services.now());
  });
}

/**
 * Removes the principal's own knock, if there is one. A token request that is under way ends first: it may be about to
 * store the knock. One that arrives later with this `waitId` stores none.
 *
 * @throws AppError as `authenticate` does.
 */
export function withdrawKnock(
  services: SessionServices,
  where: InSpace,
  waitId?: string,
): Promise<void> {
  return withinStorageDeadline((isLate) =>
    oneAtATime(services, where, () => removeOwnKnock(isLate, services, where, waitId))
  );
}

async function removeOwnKnock(
  isLate: () => boolean,
  services: SessionServices,
  { slug, credentials }: InSpace,
  waitId: string | undefined,
): Promise<void> {
  const { kv, now } = services;
  const { principalId } = await authenticate(services, credentials, slug);
  await transactUntil(isLate, kv, async () => {
    const row = await kv.get(knockKey(slug, principalId));
    const mark = { expiresAt: now() + knockLifeMs };
    const writes = [
      ...(row.value ? knockRemovalWrites(slug, principalId, now()) : []),
      ...(waitId === undefined
        ? []
        : [setRow(withdrawnWaitKey(slug, principalId, waitId), mark, knockLifeMs)]),
    ];
    return {
      commit: writes.length > 0 ? { checks: [unchanged(row)], writes } : null,
      value: undefined,
    };
  });
}

/**
 * Admits or refuses a knock. Nothing happens for a knock that is over, or to refuse a person who is inside by now.
 *
 * @throws AppError as `commitAsModerator` does.
 */
export function decideKnock(
  services: SessionServices,
  where: InSpace,
  knockId: string,
  isAdmitted: boolean,
): Promise<void> {
  const { kv, randomBytes } = services;
  const { slug } = where;
  return commitAsModerator(services, where, async () => {
    const now = services.now();
    const knocks = await kv.list(knocksPrefix(slug), maxKnocks);
    const row = knocks.find((row) => unexpired(row, now)?.knockId === knockId);
    if (!row?.value) return { commit: null, value: undefined };
    const { owner, participantName }: KnockRow = row.value;
    const [[membershipRow, reservationRow], principalSeatRow] = await Promise.all([
      kv.getMany([membershipKey(slug, owner), reservationKey(slug, owner)]),
      readSeatOf(kv, slug, owner),
    ]);
    // The space was opened meanwhile and the person is in: there is nothing to refuse.
    if (!isAdmitted && await hasPlaceIn(kv, slug, { principalSeatRow, reservationRow }, now)) {
      return {
        commit: { checks: [], writes: knockRemovalWrites(slug, owner, now) },
        value: undefined,
      };
    }
    const before = membershipFor(
      membershipRow.value,
      { slug, owner, participantName },
      randomBytes,
    );
    const after = isAdmitted ? admitPerson(before, now) : refuseKnock(before, now);
    return {
      commit: {
        checks: [unchanged(membershipRow), unchanged(principalSeatRow)],
        writes: [
          ...membershipWrites(after),
          ...knockRemovalWrites(slug, owner, now),
          admissionVersionChange(services, slug),
        ],
      },
      value: undefined,
    };
  });
}
