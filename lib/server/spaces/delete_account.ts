/** Deletes an account with its passkeys, recovery codes, identities and sessions. */
import { AppError } from "../base/app_error.ts";
import {
  type HeldSeat,
  passkeyKey,
  recoveryCodeKey,
  userIdentityKey,
  userKey,
  type UserSessionRow,
} from "../rows/kv_keys.ts";
import { forgetAuthor } from "../chat/forget_author.ts";
import { deleteRow, unchanged } from "../storage/kv_port.ts";
import { admissionVersionChange } from "./commit_as_moderator.ts";
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
 * Deletes the user's rows first, so that no session can be opened any more, then each session with its seats, that of the
 * request last: an interrupted deletion can be repeated. Returns the ended seats that may have participants: evict them.
 *
 * The user has to delete owned spaces before, since that affects the people in them. In spaces of others memberships stay, and
 * what the user wrote in the chat goes.
 *
 * @throws AppError `owns-spaces`; `storage-unavailable`.
 */
export async function deleteAccount(
  services: SessionServices,
  { userId, sessionId }: Pick<UserSessionRow, "userId" | "sessionId">,
): Promise<readonly HeldSeat[]> {
  await deleteUserRows(services, userId);
  const pendingEvictions: HeldSeat[] = [];
  // Until the list of sessions, which is read in parts, holds no other.
  do {
    const rows = await withinStorageDeadline(() => readUserSessions(services.kv, userId));
    const others = rows.flatMap(({ value }) => value ? [value.sessionId] : [])
      .filter((other) => other !== sessionId);
    const ended = await Promise.all(
      others.map((other) => endUserSession(services, userId, other)),
    );
    pendingEvictions.push(...ended.flat());
  } while (await forgetEndedSessions(services, userId) > 1);
  await forgetAuthor(services, userId);
  pendingEvictions.push(...await endUserSession(services, userId, sessionId));
  await releaseSpaces(services, userId);
  return pendingEvictions;
}

/** Spaces that another tab made during the deletion lose their owner. By now no session can make another one. */
function releaseSpaces(services: SessionServices, userId: string): Promise<void> {
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

function deleteUserRows(services: SessionServices, userId: string): Promise<void> {
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
