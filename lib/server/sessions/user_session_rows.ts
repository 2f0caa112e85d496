/** User sessions as pure steps over their row. */
import { userSessionKey, userSessionOfKey, type UserSessionRow } from "../rows/kv_keys.ts";
import { type KvWrite, setRow } from "../storage/kv_port.ts";

/** A user session ends after this long without use. */
export const userIdleMs = 14 * 24 * 3_600_000;

/** A user session ends this long after the last sign-in, used or not. */
export const userLifeMs = 90 * 24 * 3_600_000;

/** The expiry is renewed at most this often. */
export const userRenewalMs = 3_600_000;

/** The most sessions of one user; the one unused for longest makes room. */
export const maxUserSessions = 50;

/** A new session, or one whose token is rotated: it keeps the `seats` of before. */
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

/** Renews the expiry; the same object while the last renewal (`slidAt`) is less than `userRenewalMs` ago, or without `slidAt`. */
export function renewUserSession(session: UserSessionRow, now: number): UserSessionRow {
  if (session.slidAt === undefined || now - session.slidAt < userRenewalMs) return session;
  return {
    ...session,
    slidAt: now,
    expiresAt: Math.min(now + userIdleMs, session.createdAt + userLifeMs),
  };
}

/** A replaced token still finds its session for this long: late answers and other tabs need minutes at most. */
export const rotatedTokenLifeMs = 3_600_000;

/** The writes of a new session and of its entry in its user's list. */
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
