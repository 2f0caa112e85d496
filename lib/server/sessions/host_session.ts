/** The session of a host application's user, as a pure step over its row: its JWT is the proof, the row knows the seats. */
import type { HostIdentity } from "./host_jwt.ts";
import type { UserSessionRow } from "../rows/kv_keys.ts";
import { type KvRow, unexpired } from "../storage/kv_port.ts";

/** How long the row lives without a token request: longer than any seat. */
export const hostSessionLifeMs = 14 * 24 * 3_600_000;

/** The row's life is written again at most this often. */
const renewalMs = 3_600_000;

/** The session as it should be: the row's own value where nothing in it changes; a new one where there is no row. */
export function renewHostSession(
  { userId, sessionId, participantName }: HostIdentity,
  row: KvRow<UserSessionRow>,
  now: number,
): UserSessionRow {
  const stored = unexpired(row, now);
  const expiresAt = now + hostSessionLifeMs;
  if (stored === null) {
    return { sessionId, userId, participantName, seats: [], createdAt: now, expiresAt };
  }
  const isSlid = expiresAt - stored.expiresAt >= renewalMs;
  if (!isSlid && stored.participantName === participantName) return stored;
  return { ...stored, participantName, expiresAt: isSlid ? expiresAt : stored.expiresAt };
}
