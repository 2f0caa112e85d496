/** Accounts in storage: making, finding and renaming them. */
import { AppError } from "../base/app_error.ts";
import { userIdentityKey, userKey, type UserRow } from "../rows/kv_keys.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import { type KvPort, setRow, unchanged } from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import { newId } from "../base/session_tokens.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { transact, transactUntil } from "../storage/transact.ts";
import { readUserSessions } from "../sessions/user_sessions.ts";

/** A new account's row, which the caller stores. */
export function newUser(
  { userId, participantName, issuers = [] }: {
    readonly userId: string;
    readonly participantName: string;
    readonly issuers?: readonly string[];
  },
  now: number,
): UserRow {
  return {
    userId,
    participantName,
    createdAt: now,
    credentialIds: [],
    issuers,
    recoveryHashes: [],
  };
}

/**
 * The account of an identity provider's subject, made at the first sign-in under `participantName` (a valid name); two
 * first sign-ins at once make one account. `subject`: well-formed, 255 characters at most.
 */
export function findOrMakeUser(
  { kv, now, randomBytes }: Pick<CoreServices, "kv" | "now" | "randomBytes">,
  { issuer, subject, participantName }: {
    readonly issuer: string;
    readonly subject: string;
    readonly participantName: string;
  },
): Promise<UserRow> {
  const key = userIdentityKey(issuer, subject);
  return transact(kv, async () => {
    const row = await kv.get(key);
    const found = row.value && (await kv.get(userKey(row.value.userId))).value;
    if (found) return { commit: null, value: found };
    const userId = newId(randomBytes);
    const made = newUser({ userId, participantName, issuers: [issuer] }, now());
    const user = { ...made, identities: [{ issuer, subject }] };
    const writes = [setRow(userKey(userId), user), setRow(key, { userId })];
    return { commit: { checks: [unchanged(row)], writes }, value: user };
  });
}

/** Reads an account's row. @throws AppError `session-invalid` for an unknown user. */
export async function readUser(kv: KvPort, userId: string): Promise<UserRow> {
  const { value } = await kv.get(userKey(userId));
  if (value === null) throw new AppError("session-invalid", "Cannot find this account");
  return value;
}

/**
 * Renames an account and all its sessions; the next token has the name. A sign-in at the same moment checks the user's
 * row, so that every session gets the new name.
 *
 * @throws AppError `session-invalid` for an unknown user.
 */
export function renameUser(
  { kv, now }: Pick<CoreServices, "kv" | "now">,
  userId: string,
  participantName: string,
): Promise<UserRow> {
  return withinStorageDeadline(async (isLate) => {
    const user = await transactUntil(isLate, kv, async () => {
      const row = await kv.get(userKey(userId));
      if (row.value === null) throw new AppError("session-invalid", "Cannot find this account");
      const user = { ...row.value, participantName };
      return { commit: { checks: [unchanged(row)], writes: [setRow(row.key, user)] }, value: user };
    });
    for (let isDone = false; !isDone;) {
      if (isLate()) throw storageTimeout();
      const rows = await readUserSessions(kv, userId);
      const commits = rows.flatMap((row) => {
        const session = row.value;
        if (session === null || session.participantName === participantName) return [];
        const write = setRow(row.key, { ...session, participantName }, session.expiresAt - now());
        return [kv.commit({ checks: [unchanged(row)], writes: [write] })];
      });
      isDone = (await Promise.all(commits)).every((isCommitted) => isCommitted);
    }
    return user;
  });
}
