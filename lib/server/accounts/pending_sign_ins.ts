/**
 * Ceremonies: sign-ins of two steps (a passkey's challenge, an identity provider's answer). Whoever begins one
 * gets a random token as a cookie; what has to come back is stored under its hash and used once. So nobody can
 * make another's browser finish what they began.
 */
import { AppError } from "../base/app_error.ts";
import { ceremonyKey } from "../rows/kv_keys.ts";
import { deleteRow, setRow, unchanged, unexpired } from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import { hashToken, newId } from "../base/session_tokens.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";

/** A kind of ceremony: its name, and (as a type) what has to come back. */
export interface PendingSignInKind<Expected> {
  readonly kind: string;
  readonly lifeMs: number;
  /** Never there: only tells the type checker what is stored. */
  readonly expectedShape?: Expected;
}

/** Stores what has to come back; answers the token for the browser's ceremony cookie. */
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
      writes: [setRow(ceremonyKey<Expected>(hashToken(token)), row, lifeMs)],
    });
    return token;
  });
}

/**
 * What has to come back, for whoever began it; the row is gone afterwards, whatever comes of it.
 *
 * @throws AppError `sign-in-refused`: none, of another kind, used before and expired alike.
 */
export function takePendingSignIn<Expected>(
  { kv, now }: Pick<CoreServices, "kv" | "now">,
  { kind }: PendingSignInKind<Expected>,
  token: string | null,
): Promise<Expected> {
  return withinStorageDeadline(async () => {
    if (token !== null) {
      const row = await kv.get(ceremonyKey<Expected>(hashToken(token)));
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
