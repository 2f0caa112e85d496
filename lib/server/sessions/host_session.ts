/** The session of a host application's user, as a pure step over its row. The JWT proves the session; the row lists its seats. */
import type { HostIdentity } from "./host_jwt.ts";
import type { UserSessionRow } from "../rows/kv_keys.ts";
import { type KvRow, unexpired } from "../storage/kv_port.ts";

/** The row's life after the last token request: longer than any seat's. */
export const hostSessionLifeMs = 14 * 24 * 3_600_000;

/** The row's life is renewed at most this often. */
const renewalMs = 3_600_000;

/** The session with the JWT's name and a renewed life: the row's own value where nothing changes, a new one without a row. */
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
  const isRenewed = expiresAt - stored.expiresAt >= renewalMs;
  if (!isRenewed && stored.participantName === participantName) return stored;
  return { ...stored, participantName, expiresAt: isRenewed ? expiresAt : stored.expiresAt };
}
