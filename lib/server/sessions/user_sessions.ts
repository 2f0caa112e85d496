/** User sessions in storage: opening, using, listing and ending them, together with the seats that they hold. */
import { AppError } from "../base/app_error.ts";
import { endSession } from "./guest_sessions.ts";
import { endHeldSeats, readHeldSeats } from "../seats/held_seats.ts";
import {
  type HeldSeat,
  rotatedTokenKey,
  userKey,
  userSessionKey,
  userSessionOfKey,
  type UserSessionRow,
} from "../rows/kv_keys.ts";
import { storageTimeout } from "../storage/kv_connection.ts";
import {
  deleteRow,
  type KvPort,
  type KvRow,
  readRows,
  setRow,
  unchanged,
  unexpired,
} from "../storage/kv_port.ts";
import type { CoreServices } from "../core_services.ts";
import { hashToken, newId, newUserToken } from "../base/session_tokens.ts";
import { reservationKey } from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";
import {
  maxUserSessions,
  newUserSession,
  newUserSessionWrites,
  renewUserSession,
  rotatedTokenLifeMs,
} from "./user_session_rows.ts";

type StorageServices = Pick<CoreServices, "kv" | "now" | "randomBytes">;

/** A sign-in that was just proven, and its browser. */
export interface SignIn {
  readonly userId: string;
  /** The browser that signs in, e.g. `Firefox, Linux`. */
  readonly label: string;
  /** The token of the browser's user session so far, which ends or is rotated. */
  readonly formerToken: string | null;
}

/** A session, its token (storage has the hash alone), and the evictions that its commit made due. */
export interface OpenedUserSession {
  /** Proves the session from now on: `mdu_…`, for the cookie alone. */
  readonly token: string;
  readonly session: UserSessionRow;
  /** Seats that may have stale participants: for `evictAndWait`. */
  readonly pendingEvictions: readonly HeldSeat[];
  /** Another user was signed in on this browser until this sign-in. */
  readonly replacesOtherUser: boolean;
}

/**
 * Opens a session for a user who has just signed in. In the same commit the browser's former session ends: another
 * user's with the seats that it holds; the same user's is rotated, and keeps its `sessionId` and seats.
 *
 * @throws AppError `session-invalid` where there is no such user.
 */
export function openUserSession(
  services: StorageServices,
  { userId, label, formerToken }: SignIn,
): Promise<OpenedUserSession> {
  const { kv, randomBytes } = services;
  return withinStorageDeadline(async (isLate) => {
    const token = newUserToken(randomBytes);
    const tokenHash = hashToken(token);
    // Without a former session: the key of no row.
    const givenHash = formerToken === null ? "" : hashToken(formerToken);
    let pendingEvictions: readonly HeldSeat[] = [];
    let replacesOtherUser = false;
    while (!isLate()) {
      const formerHash = await currentTokenHash(kv, givenHash);
      const formerKey = userSessionKey(formerHash);
      const [userRow, formerRow, ownRow, rotatedRow] = await kv.getMany([
        userKey(userId),
        formerKey,
        userSessionKey(tokenHash),
        rotatedTokenKey(formerHash),
      ]);
      // The token is ours alone: our commit landed and its reply was lost.
      if (ownRow.value !== null) {
        return { token, session: ownRow.value, pendingEvictions, replacesOtherUser };
      }
      // The former session's token was rotated between the two reads.
      const wasRotated = formerRow.value === null && rotatedRow.value !== null;
      if (wasRotated && await currentTokenHash(kv, formerHash) !== formerHash) continue;
      if (userRow.value === null) throw new AppError("session-invalid", "Cannot find this account");
      const now = services.now();
      const former = formerRow.value;
      replacesOtherUser = (unexpired(formerRow, now)?.userId ?? userId) !== userId;
      // An expired session is kept too: a user who signs in again during a call stays in the call.
      const kept = former?.userId === userId ? former : null;
      const held = former && !kept ? await readHeldSeats(kv, former.seats) : [];
      const ends = former && !kept ? endHeldSeats(held, former.sessionId, "ended", now) : [];
      const session = newUserSession({
        sessionId: kept?.sessionId ?? newId(randomBytes),
        userId,
        participantName: userRow.value.participantName,
        label,
        seats: kept?.seats ?? [],
      }, now);
      pendingEvictions = [
        ...pendingEvictions,
        ...ends.filter((change) => change.evictionIsDue).map(({ seat }) => seat),
      ];
      const isCommitted = await kv.commit({
        checks: [userRow, formerRow, ownRow, rotatedRow, ...held].map(unchanged),
        writes: [
          deleteRow(formerKey),
          ...kept
            ? [setRow(rotatedRow.key, { userId, sessionId: kept.sessionId }, rotatedTokenLifeMs)]
            : [],
          ...former ? [deleteRow(userSessionOfKey(former.userId, former.sessionId))] : [],
          ...newUserSessionWrites(session, tokenHash, now),
          ...ends.flatMap((change) => change.writes),
          ...ends.map(({ seat }) => deleteRow(reservationKey(seat.slug, seat.owner))),
        ],
      });
      if (isCommitted) return { token, session, pendingEvictions, replacesOtherUser };
    }
    throw storageTimeout();
  });
}

/**
 * The session that `token` proves, with its expiry renewed.
 *
 * @throws AppError `session-invalid`: unknown and expired alike.
 */
export function useUserSession(
  { kv, now }: Pick<CoreServices, "kv" | "now">,
  token: string,
): Promise<UserSessionRow> {
  return withinStorageDeadline(async () => {
    const row = await kv.get(userSessionKey(hashToken(token)));
    const before = unexpired(row, now());
    if (!before) throw new AppError("session-invalid", "Cannot use this session");
    const session = renewUserSession(before, now());
    if (session === before) return session;
    const write = setRow(row.key, session, session.expiresAt - now());
    // Another request was faster: it renewed the session, or ended it, which the next request answers.
    return await kv.commit({ checks: [unchanged(row)], writes: [write] }) ? session : before;
  });
}

/** A user's valid sessions, the one used last first; at most twice `maxUserSessions`. */
export function listUserSessions(
  { kv, now }: Pick<CoreServices, "kv" | "now">,
  userId: string,
): Promise<UserSessionRow[]> {
  return withinStorageDeadline(async () => {
    const rows = await readUserSessions(kv, userId);
    return rows.flatMap((row) => unexpired(row, now()) ?? [])
      .sort((one, other) => lastUsedAt(other) - lastUsedAt(one));
  });
}

/**
 * Ends one of a user's sessions, from any browser. Answers the seats with pending evictions, for `evictAndWait`. A session
 * that is over, or another user's, is success without an effect.
 */
export function endUserSession(
  services: CoreServices,
  userId: string,
  sessionId: string,
): Promise<readonly HeldSeat[]> {
  return withinStorageDeadline(async (isLate) => {
    const { kv } = services;
    const key = userSessionOfKey(userId, sessionId);
    let pendingEvictions: readonly HeldSeat[] = [];
    let tokenHash = (await kv.get(key)).value?.tokenHash;
    while (tokenHash !== undefined) {
      if (isLate()) throw storageTimeout();
      pendingEvictions = [
        ...pendingEvictions,
        ...await endSession(services, userSessionKey(tokenHash), "ended"),
      ];
      // A sign-in may have rotated it meanwhile, and another one back to this token: both rows in one read.
      const [entry, row] = await kv.getMany([key, userSessionKey(tokenHash)]);
      const isOver = entry.value?.tokenHash === tokenHash && row.value === null;
      // The entry of an expired session expires by itself.
      tokenHash = isOver ? undefined : entry.value?.tokenHash;
    }
    return pendingEvictions;
  });
}

/**
 * Ends the session that `token` proves, or proved until a sign-in replaced it. Answers as `endUserSession`.
 */
export function endOwnUserSession(
  services: CoreServices,
  token: string,
): Promise<readonly HeldSeat[]> {
  return withinStorageDeadline(async () => {
    const tokenHash = hashToken(token);
    const [row, rotated] = await services.kv.getMany([
      userSessionKey(tokenHash),
      rotatedTokenKey(tokenHash),
    ]);
    const session = row.value ?? rotated.value;
    return session ? await endUserSession(services, session.userId, session.sessionId) : [];
  });
}

/** The token hash under which the session of `tokenHash` is stored now: another one where the token was replaced. */
async function currentTokenHash(kv: KvPort, tokenHash: string): Promise<string> {
  const [row, rotated] = await kv.getMany([
    userSessionKey(tokenHash),
    rotatedTokenKey(tokenHash),
  ]);
  if (row.value !== null || rotated.value === null) return tokenHash;
  const { userId, sessionId } = rotated.value;
  return (await kv.get(userSessionOfKey(userId, sessionId))).value?.tokenHash ?? tokenHash;
}

/**
 * Ends a user's sessions above `maxUserSessions`, and takes expired ones off the list. Answers the seats with pending
 * evictions, for `evictAndWait`.
 */
export async function endSurplusSessions(
  services: CoreServices,
  userId: string,
): Promise<readonly HeldSeat[]> {
  await forgetEndedSessions(services, userId);
  const surplus = (await listUserSessions(services, userId)).slice(maxUserSessions);
  const pendingEvictions = await Promise.all(
    surplus.map(({ sessionId }) => endUserSession(services, userId, sessionId)),
  );
  return pendingEvictions.flat();
}

/** Takes sessions without a row off their user's list. Answers how many entries it had before. */
export function forgetEndedSessions(
  { kv }: Pick<CoreServices, "kv">,
  userId: string,
): Promise<number> {
  return withinStorageDeadline(async () => {
    const entries = await kv.list(userSessionOfKey(userId), 2 * maxUserSessions);
    const keys = entries.map(({ value }) => userSessionKey(value?.tokenHash ?? ""));
    const rows = await readRows(kv, keys);
    await Promise.all(entries.map((entry, index) =>
      // A session whose token was rotated meanwhile stays: its entry has changed, and the check fails.
      rows[index].value === null && kv.commit({
        checks: [entry, rows[index]].map(unchanged),
        writes: [deleteRow(entry.key)],
      })
    ));
    return entries.length;
  });
}

/** Every row of a user's sessions, expired ones included. */
export async function readUserSessions(
  kv: KvPort,
  userId: string,
): Promise<KvRow<UserSessionRow>[]> {
  const entries = await kv.list(userSessionOfKey(userId), 2 * maxUserSessions);
  const keys = entries.flatMap(({ value }) => value ? [userSessionKey(value.tokenHash)] : []);
  return await readRows(kv, keys);
}

function lastUsedAt({ slidAt, createdAt }: UserSessionRow): number {
  return slidAt ?? createdAt;
}
