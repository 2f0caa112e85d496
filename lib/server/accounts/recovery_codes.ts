/**
 * Recovery codes: ten, shown once, each for one sign-in. A code has 80 random bits, so it identifies its account and its
 * hash needs no salt. Storage has the hash alone.
 */
import { AppError } from "../base/app_error.ts";
import { recoveryCodeKey, userKey, type UserRow } from "../rows/kv_keys.ts";
import { deleteRow, setRow, unchanged } from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import { hashToken, newId } from "../base/session_tokens.ts";
import { transact } from "../storage/transact.ts";

/** The number of codes that an account gets at once. */
export const recoveryCodeCount = 10;

/** Crockford's base 32: no letter that looks like a digit. https://www.crockford.com/base32.html */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const usedLifeMs = 3_600_000;

/** A new code, e.g. `7K3M-Q0ZT-94XW-E8BN`. */
function newRecoveryCode(randomBytes: (length: number) => Uint8Array): string {
  const signs = Array.from(randomBytes(16), (byte) => alphabet[byte % 32]).join("");
  return signs.replace(/.{4}(?=.)/g, "$&-");
}

/** Takes hyphens and spaces out of a typed code, makes it upper case, and turns O, I and L into the digits they look like. */
function normalizeRecoveryCode(typed: string): string {
  return typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
}

function hashOf(code: string): string {
  return hashToken(normalizeRecoveryCode(code));
}

/**
 * Makes `recoveryCodeCount` new codes for an account, and deletes the former ones.
 *
 * @throws AppError `session-invalid` where there is no such user.
 */
export function renewRecoveryCodes(
  { kv, randomBytes }: Pick<CoreServices, "kv" | "randomBytes">,
  userId: string,
): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, () => newRecoveryCode(randomBytes));
  const recoveryHashes = codes.map(hashOf);
  return transact(kv, async () => {
    const row = await kv.get(userKey(userId));
    if (row.value === null) throw new AppError("session-invalid", "Cannot find this account");
    // Our commit landed and its reply was lost.
    const isDone = row.value.recoveryHashes[0] === recoveryHashes[0];
    const user: UserRow = { ...row.value, recoveryHashes };
    const writes = [
      setRow(row.key, user),
      ...row.value.recoveryHashes.map((hash) => deleteRow(recoveryCodeKey(hash))),
      ...recoveryHashes.map((hash) => setRow(recoveryCodeKey(hash), { userId })),
    ];
    return { commit: isDone ? null : { checks: [unchanged(row)], writes }, value: codes };
  });
}

/**
 * Uses up a code and answers its user's id: of several requests with one code exactly one succeeds.
 *
 * @throws AppError `sign-in-refused`: unknown, used and replaced codes alike.
 */
export function takeRecoveryCode(
  { kv, randomBytes }: Pick<CoreServices, "kv" | "randomBytes">,
  typed: string,
): Promise<string> {
  const hash = hashOf(typed);
  const usedBy = newId(randomBytes);
  return transact(kv, async () => {
    const row = await kv.get(recoveryCodeKey(hash));
    // Our commit landed and its reply was lost.
    if (row.value?.usedBy === usedBy) return { commit: null, value: row.value.userId };
    if (row.value === null || row.value.usedBy !== undefined) throw codeRefused();
    const { userId } = row.value;
    const userRow = await kv.get(userKey(userId));
    if (!userRow.value?.recoveryHashes.includes(hash)) throw codeRefused();
    const recoveryHashes = userRow.value.recoveryHashes.filter((other) => other !== hash);
    const writes = [
      setRow(userRow.key, { ...userRow.value, recoveryHashes }),
      setRow(row.key, { userId, usedBy }, usedLifeMs),
    ];
    return { commit: { checks: [row, userRow].map(unchanged), writes }, value: userId };
  });
}

function codeRefused(): AppError {
  return new AppError("sign-in-refused", "Cannot take this recovery code");
}
