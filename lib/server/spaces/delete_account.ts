/** An account that its person gives up: nothing opens it any more, and nothing of it is kept here. */
import { AppError } from "../base/app_error.ts";
import {
  type HeldSeat,
  passkeyKey,
  recoveryCodeKey,
  userIdentityKey,
  userKey,
  type UserSessionRow,
} from "../rows/kv_keys.ts";
import { deleteRow, unchanged } from "../storage/kv_port.ts";
import { admissionVersionChange } from "./moderate.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { ownedSpaceKey, spaceKey } from "../rows/space_rows.ts";
import { ownSpaces } from "./spaces.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { transact, transactUntil } from "../storage/transact.ts";
import {
  endUserSession,
  forgetEndedSessions,
  readUserSessions,
} from "../sessions/user_sessions.ts";

/**
 * First the account's row with all ways in, so that no session opens any more, then each session with the seats that it
 * holds, the one that asks last: what is interrupted can be asked for again. Answers seats on which somebody may be live: evict there.
 *
 * Spaces are deleted by hand before: what becomes of the people in them is not to be decided in passing. Roles and bans
 * that others gave are theirs, and stay.
 *
 * @throws AppError `owns-spaces`.
 */
export async function deleteAccount(
  services: SessionServices,
  { userId, sessionId }: Pick<UserSessionRow, "userId" | "sessionId">,
): Promise<readonly HeldSeat[]> {
  await deleteWaysIn(services, userId);
  const owed: HeldSeat[] = [];
  // Again until nothing else is on its list, which is read a part at a time.
  do {
    const rows = await withinStorageDeadline(() => readUserSessions(services.kv, userId));
    const others = rows.flatMap(({ value }) => value ? [value.sessionId] : [])
      .filter((other) => other !== sessionId);
    const ended = await Promise.all(
      others.map((other) => endUserSession(services, userId, other)),
    );
    owed.push(...ended.flat());
  } while (await forgetEndedSessions(services, userId) > 1);
  owed.push(...await endUserSession(services, userId, sessionId));
  await giveUpSpaces(services, userId);
  return owed;
}

/** Spaces that another tab made while the account went: nobody's again. No session can make one any more. */
function giveUpSpaces(services: SessionServices, userId: string): Promise<void> {
  const { kv } = services;
  return withinStorageDeadline(async (isLate) => {
    for (const slug of (await ownSpaces(services, userId)).slugs) {
      await transactUntil(isLate, kv, async () => {
        const row = await kv.get(spaceKey(slug));
        const isTheirs = row.value?.ownerId === userId;
        const writes = [
          deleteRow(ownedSpaceKey(userId, slug)),
          ...(isTheirs ? [deleteRow(row.key), admissionVersionChange(services, slug)] : []),
        ];
        return { commit: { checks: [unchanged(row)], writes }, value: undefined };
      });
    }
  });
}

function deleteWaysIn(services: SessionServices, userId: string): Promise<void> {
  const { kv } = services;
  return transact(kv, async () => {
    const row = await kv.get(userKey(userId));
    const user = row.value;
    if (user === null) return { commit: null, value: undefined };
    if ((await ownSpaces(services, userId)).slugs.length > 0) {
      throw new AppError("owns-spaces", "Cannot delete an account that owns spaces");
    }
    const writes = [
      deleteRow(row.key),
      ...user.credentialIds.map((id) => deleteRow(passkeyKey(id))),
      ...user.recoveryHashes.map((hash) => deleteRow(recoveryCodeKey(hash))),
      ...(user.identities ?? []).map(({ issuer, subject }) =>
        deleteRow(userIdentityKey(issuer, subject))
      ),
    ];
    return { commit: { checks: [unchanged(row)], writes }, value: undefined };
  });
}
