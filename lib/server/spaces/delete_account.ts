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
import { storageTooLate } from "../storage/kv_connection.ts";
import { deleteRow, unchanged } from "../storage/kv_port.ts";
import { admissionVersionChange } from "./moderate.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { ownedSpaceKey, spaceKey } from "../rows/space_rows.ts";
import { ownSpaces } from "./spaces.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
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
      for (let isDone = false; !isDone;) {
        if (isLate()) throw storageTooLate();
        const row = await kv.get(spaceKey(slug));
        const isTheirs = row.value?.ownerId === userId;
        isDone = await kv.commit({
          checks: [unchanged(row)],
          writes: [
            deleteRow(ownedSpaceKey(userId, slug)),
            ...(isTheirs ? [deleteRow(row.key), admissionVersionChange(services, slug)] : []),
          ],
        });
      }
    }
  });
}

function deleteWaysIn(services: SessionServices, userId: string): Promise<void> {
  const { kv } = services;
  return withinStorageDeadline(async (isLate) => {
    while (!isLate()) {
      const row = await kv.get(userKey(userId));
      const user = row.value;
      if (user === null) return;
      if ((await ownSpaces(services, userId)).slugs.length > 0) {
        throw new AppError("owns-spaces", "Cannot delete an account that owns spaces");
      }
      const isDone = await kv.commit({
        checks: [unchanged(row)],
        writes: [
          deleteRow(row.key),
          ...user.credentialIds.map((id) => deleteRow(passkeyKey(id))),
          ...user.recoveryHashes.map((hash) => deleteRow(recoveryCodeKey(hash))),
          ...(user.identities ?? []).map(({ issuer, subject }) =>
            deleteRow(userIdentityKey(issuer, subject))
          ),
        ],
      });
      if (isDone) return;
    }
    throw storageTooLate();
  });
}
