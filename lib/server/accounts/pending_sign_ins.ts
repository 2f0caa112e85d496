/**
 * Pending sign-ins (stored as `ceremony`), of two steps, by a passkey's challenge or an identity provider's answer.
 * The browser that begins one gets a random token as a cookie; the expected answer is stored under its hash and used
 * once. So no other browser can be made to finish it.
 */
import { AppError } from "../base/app_error.ts";
import { pendingSignInKey } from "../rows/kv_keys.ts";
import { deleteRow, setRow, unchanged, unexpired } from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import { hashToken, newId } from "../base/session_tokens.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";

/** A kind of pending sign-in: its name, its life, and (as a type) its expected answer. */
export interface PendingSignInKind<Expected> {
  readonly kind: string;
  readonly lifeMs: number;
  /** Always absent: it tells the type checker the shape of the stored answer. */
  readonly expectedShape?: Expected;
}

/** Stores the expected answer. Answers the token for the browser's ceremony cookie. */
export function beginPendingSignIn<Expected>(
  { kv, now, randomBytes }: Pick<CoreServices, "kv" | "now" | "randomBytes">,
  { kind, lifeMs }: PendingSignInKind<Expected>,
  expected: Expected,
): Promise<string> {
  return withinStorageDeadline(async () => {
    const token = newId(randomBytes) + newId(randomBytes);
    const row = { kind, expected, expiresAt: now() + lifeMs };
    await kv.commit({
      checks: [],
      writes: [setRow(pendingSignInKey<Expected>(hashToken(token)), row, lifeMs)],
    });
    return token;
  });
}

/**
 * Reads and deletes the expected answer of the browser's pending sign-in.
 *
 * @throws AppError `sign-in-refused`: absent, of another kind, used before and expired alike.
 */
export function takePendingSignIn<Expected>(
  { kv, now }: Pick<CoreServices, "kv" | "now">,
  { kind }: PendingSignInKind<Expected>,
  token: string | null,
): Promise<Expected> {
  return withinStorageDeadline(async () => {
    if (token !== null) {
      const row = await kv.get(pendingSignInKey<Expected>(hashToken(token)));
      const found = unexpired(row, now());
      const isMine = found !== null &&
        await kv.commit({ checks: [unchanged(row)], writes: [deleteRow(row.key)] });
      if (isMine && found.kind === kind) return found.expected;
    }
    throw new AppError(
      "sign-in-refused",
      "Cannot finish a sign-in that this browser did not begin",
    );
  });
}
