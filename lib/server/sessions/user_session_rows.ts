/** User sessions as pure steps over their row: made, rotated, kept alive. */
import { userSessionKey, userSessionOfKey, type UserSessionRow } from "../rows/kv_keys.ts";
import { type KvWrite, setRow } from "../storage/kv_port.ts";

/** A user session ends after this long without use. */
export const userIdleMs = 14 * 24 * 3_600_000;

/** A user session ends this long after the last sign-in, used or not. */
export const userLifeMs = 90 * 24 * 3_600_000;

/** The sliding expiry is written at most this often. */
export const userRenewalMs = 3_600_000;

/** Sessions of one user; the one unused for longest makes room. */
export const maxUserSessions = 50;

/** A session that begins now, with the seats that it takes over from its former token. */
export function newUserSession(
  { sessionId, userId, participantName, label, seats }: Pick<
    UserSessionRow,
    "sessionId" | "userId" | "participantName" | "label" | "seats"
  >,
  now: number,
): UserSessionRow {
  return {
    sessionId,
    userId,
    participantName,
    label,
    seats,
    createdAt: now,
    slidAt: now,
    expiresAt: now + userIdleMs,
  };
}

/** The same object while the last slide is less than an hour ago, or where the session does not slide. */
export function renewUserSession(session: UserSessionRow, now: number): UserSessionRow {
  if (session.slidAt === undefined || now - session.slidAt < userRenewalMs) return session;
  return {
    ...session,
    slidAt: now,
    expiresAt: Math.min(now + userIdleMs, session.createdAt + userLifeMs),
  };
}

/** How long a token that was replaced still names its session: answers and other tabs are late by minutes at most. */
export const rotatedTokenLifeMs = 3_600_000;

/** A session that begins, and its entry in its user's list. */
export function newUserSessionWrites(
  session: UserSessionRow,
  tokenHash: string,
  now: number,
): KvWrite[] {
  const { userId, sessionId } = session;
  return [
    setRow(userSessionKey(tokenHash), session, session.expiresAt - now),
    setRow(userSessionOfKey(userId, sessionId), { tokenHash }, userLifeMs),
  ];
}
