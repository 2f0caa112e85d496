/** Guest sessions in storage: opened, shown, ended together with the seats that they hold. */
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
import { storageTooLate } from "../storage/kv_connection.ts";
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

/** A session, and its token, which is stored nowhere. */
export interface OpenedGuestSession {
  /** What proves it from now on. */
  readonly token: string;
  readonly session: GuestSessionRow;
}

/**
 * A session that is admitted to the space `slug` and bears `participantName`: the one that `token` proves
 * where it is good, else a new one with a token of our own making (a proposed one is never taken over). None is begun
 * once `isLate()`: nobody would hear of it.
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
  if (isLate()) throw storageTooLate();
  const newToken = newGuestToken(services.randomBytes);
  const sessionId = hashToken(newToken);
  const now = services.now();
  const session = newGuestSession({ sessionId, participantName, slug }, now);
  const isCommitted = await services.kv.commit({
    checks: [{ key: guestSessionKey(sessionId), versionstamp: null }],
    writes: [guestSessionWrite(session, now)],
  });
  // With 256 random bits nobody was faster: our own commit landed and its reply was lost.
  if (!isCommitted) services.log.warn("guest-session-reply-lost");
  return { token: newToken, session };
}

/** The row of the session that a token proves; `null` where the token is none of ours. */
async function readGuestSession(
  { kv }: Pick<CoreServices, "kv">,
  token: string | null,
): Promise<KvRow<GuestSessionRow> | null> {
  if (token === null || !isGuestToken(token)) return null;
  return await kv.get(guestSessionKey(hashToken(token)));
}

/**
 * The session that `token` proves, its expiry slid.
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
    // Lost to somebody else: theirs slid it, or ended it, which the next request hears.
    return await services.kv.commit(commit) ? session : before;
  });
}

/** Ends the guest session that `token` proves; none where it is no token of ours. Answers as `endSession`. */
export async function endGuestSession(
  services: CoreServices,
  token: string | null,
): Promise<readonly HeldSeat[]> {
  if (token === null || !isGuestToken(token)) return [];
  return await endSession(services, guestSessionKey(hashToken(token)), "ended");
}

/**
 * Ends a session, and in the same commit raises the floors of the seats that it holds; seats that another
 * session holds are left alone. Answers seats on which somebody may be live: evict there. Ending what is
 * over already is success.
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
    // A try whose commit was answered "conflict" may have landed all the same: what it owes is owed still.
    pendingEvictions = [
      ...pendingEvictions,
      ...changes.filter((change) => change.evictionIsDue).map(({ seat }) => seat),
    ];
    return {
      commit: {
        // Also of the seats that another session holds: this one may be taking one back at this moment.
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

/** A user's session is listed under its user: the entry goes with it. */
function deleteIndexEntry(session: GuestSessionRow | UserSessionRow): KvWrite[] {
  if (!("userId" in session)) return [];
  return [deleteRow(userSessionOfKey(session.userId, session.sessionId))];
}
