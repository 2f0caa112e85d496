/** Guest sessions in storage: opening, using and ending them, together with the seats that they hold. */
import type { DepartureReason } from "../../contract/departure.ts";
import { AppError } from "../base/app_error.ts";
import {
  admitToSpace,
  guestSessionWrite,
  newGuestSession,
  renameSession,
  renewSession,
} from "./guest_session_rows.ts";
import { endHeldSeats, readHeldSeats } from "../seats/held_seats.ts";
import {
  guestSessionKey,
  type GuestSessionRow,
  type HeldSeat,
  userSessionOfKey,
  type UserSessionRow,
} from "../rows/kv_keys.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import {
  deleteRow,
  type KvRow,
  type KvWrite,
  type RowKey,
  unchanged,
  unexpired,
} from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import { hashToken, isGuestToken, newGuestToken } from "../base/session_tokens.ts";
import { reservationKey } from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import { transact } from "../storage/transact.ts";

/** A session and its token; storage has the token's hash alone. */
export interface OpenedGuestSession {
  /** Proves the session from now on. */
  readonly token: string;
  readonly session: GuestSessionRow;
}

/**
 * Admits a session to the space `slug` under `participantName`: the session that `token` proves where it is valid, else
 * a new one with a new token (a client's proposal for a token is never accepted). Once `isLate()` none is begun, since its
 * answer would not be received.
 *
 * @throws AppError `storage-unavailable`
 */
export async function openGuestSession(
  services: CoreServices,
  { token, slug, participantName }: {
    readonly token: string | null;
    readonly slug: string;
    readonly participantName: string;
  },
  isLate: () => boolean,
): Promise<OpenedGuestSession> {
  while (!isLate()) {
    const row = await readGuestSession(services, token);
    const now = services.now();
    const before = row && unexpired(row, now);
    if (!token || !row || !before) break;
    const session = renewSession(renameSession(admitToSpace(before, slug), participantName), now);
    if (session === before) return { token, session };
    const commit = { checks: [unchanged(row)], writes: [guestSessionWrite(session, now)] };
    if (await services.kv.commit(commit)) return { token, session };
  }
  if (isLate()) throw storageTimeout();
  const newToken = newGuestToken(services.randomBytes);
  const sessionId = hashToken(newToken);
  const now = services.now();
  const session = newGuestSession({ sessionId, participantName, slug }, now);
  const isCommitted = await services.kv.commit({
    checks: [{ key: guestSessionKey(sessionId), versionstamp: null }],
    writes: [guestSessionWrite(session, now)],
  });
  // The token has 256 random bits, so the row that is there is ours: our commit landed and its reply was lost.
  if (!isCommitted) services.log.warn("guest-session-reply-lost");
  return { token: newToken, session };
}

/** Reads the session's row by its token; `null` where the token is not a guest token. */
async function readGuestSession(
  { kv }: Pick<CoreServices, "kv">,
  token: string | null,
): Promise<KvRow<GuestSessionRow> | null> {
  if (token === null || !isGuestToken(token)) return null;
  return await kv.get(guestSessionKey(hashToken(token)));
}

/**
 * The session that `token` proves, with its expiry renewed.
 *
 * @throws AppError `session-invalid`.
 */
export function useGuestSession(services: CoreServices, token: string): Promise<GuestSessionRow> {
  return withinStorageDeadline(async () => {
    const row = await readGuestSession(services, token);
    const now = services.now();
    const before = row && unexpired(row, now);
    if (!row || !before) throw new AppError("session-invalid", "Cannot use this session");
    const session = renewSession(before, now);
    if (session === before) return session;
    const commit = { checks: [unchanged(row)], writes: [guestSessionWrite(session, now)] };
    // Another request was faster: it renewed the session, or ended it, which the next request answers.
    return await services.kv.commit(commit) ? session : before;
  });
}

/** Ends the guest session that `token` proves; none where it is not a guest token. Answers as `endSession`. */
export async function endGuestSession(
  services: CoreServices,
  token: string | null,
): Promise<readonly HeldSeat[]> {
  if (token === null || !isGuestToken(token)) return [];
  return await endSession(services, guestSessionKey(hashToken(token)), "ended");
}

/**
 * Ends a session, and in the same commit raises the floors of the seats that it holds; seats that another session holds
 * are left alone. Answers the seats with pending evictions, for `evictAndWait`. Ending a session that is over is success.
 */
export function endSession<Row extends GuestSessionRow | UserSessionRow>(
  services: CoreServices,
  key: RowKey<Row>,
  reason: DepartureReason,
): Promise<readonly HeldSeat[]> {
  let pendingEvictions: readonly HeldSeat[] = [];
  return transact(services.kv, async () => {
    const row = await services.kv.get(key);
    if (row.value === null) return { commit: null, value: pendingEvictions };
    const { sessionId, seats } = row.value;
    const held = await readHeldSeats(services.kv, seats);
    const changes = endHeldSeats(held, sessionId, reason, services.now());
    // A commit that was answered "conflict" may have landed all the same: its evictions stay pending.
    pendingEvictions = [
      ...pendingEvictions,
      ...changes.filter((change) => change.evictionIsDue).map(({ seat }) => seat),
    ];
    return {
      commit: {
        // Seats that another session holds are checked too: this session may be taking one back at this moment.
        checks: [unchanged(row), ...held.map(unchanged)],
        writes: [
          deleteRow(key),
          ...deleteIndexEntry(row.value),
          ...changes.flatMap((change) => change.writes),
          ...changes.map(({ seat }) => deleteRow(reservationKey(seat.slug, seat.owner))),
        ],
      },
      value: pendingEvictions,
    };
  });
}

/** A user session's entry in its user's list is deleted with it. */
function deleteIndexEntry(session: GuestSessionRow | UserSessionRow): KvWrite[] {
  if (!("userId" in session)) return [];
  return [deleteRow(userSessionOfKey(session.userId, session.sessionId))];
}
