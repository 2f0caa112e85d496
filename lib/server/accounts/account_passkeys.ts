/** The passkeys of an account: listing, naming and removing them. */
import { AppError } from "../base/app_error.ts";
import { passkeyKey, type PasskeyRow, userKey, type UserRow } from "../rows/kv_keys.ts";
import { deleteRow, type KvPort, setRow, unchanged } from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import { transact } from "../storage/transact.ts";

/** One passkey of one user. */
export interface OwnPasskey {
  readonly userId: string;
  readonly credentialId: string;
}

/** An account's passkeys, the oldest first. */
export async function readPasskeys(kv: KvPort, user: UserRow): Promise<PasskeyRow[]> {
  if (user.credentialIds.length === 0) return [];
  const rows = await kv.getMany(user.credentialIds.map(passkeyKey));
  return rows.flatMap(({ value }) => value ?? []);
}

/** Names a passkey. @throws AppError `not-found` for an unknown passkey and another user's alike. */
export function labelPasskey(
  { kv }: Pick<CoreServices, "kv">,
  { userId, credentialId }: OwnPasskey,
  label: string,
): Promise<void> {
  return transact(kv, async () => {
    const row = await kv.get(passkeyKey(credentialId));
    if (row.value?.userId !== userId) {
      throw new AppError("not-found", "Cannot find this passkey");
    }
    const writes = [setRow(row.key, { ...row.value, label })];
    return { commit: { checks: [unchanged(row)], writes }, value: undefined };
  });
}

/**
 * Removes a passkey, but never the last way into the account: the commit checks the account's row, so that two
 * removals at once cannot take the last two. Removing a passkey that is gone is success.
 *
 * @throws AppError `last-way-in`.
 */
export function removePasskey(
  { kv }: Pick<CoreServices, "kv">,
  { userId, credentialId }: OwnPasskey,
): Promise<void> {
  return transact(kv, async () => {
    const row = await kv.get(userKey(userId));
    const user = row.value;
    if (!user?.credentialIds.includes(credentialId)) return { commit: null, value: undefined };
    const credentialIds = user.credentialIds.filter((other) => other !== credentialId);
    if (credentialIds.length + user.recoveryHashes.length + user.issuers.length === 0) {
      throw new AppError("last-way-in", "Cannot remove the last way to sign in");
    }
    const writes = [
      setRow(row.key, { ...user, credentialIds }),
      deleteRow(passkeyKey(credentialId)),
    ];
    return { commit: { checks: [unchanged(row)], writes }, value: undefined };
  });
}
