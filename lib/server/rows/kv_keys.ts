/**
 * Rows of seats, sessions and accounts: keys, shapes, lifetimes and writers. Times are milliseconds since 1970. A row
 * that expires holds the time in its value too: KV's `expireIn` is only the earliest moment, and a row may be read for
 * a minute after it. Some rows and fields were stored under an older word and keep it.
 */
import type { DepartureReason } from "../../contract/departure.ts";
import type { RowKey } from "../storage/kv_port.ts";

/**
 * A seat: one person's place in one space. Life: `seatLifeMs` after the last token, join or sighting. Written by seats.ts
 * alone. Stored once, by its id; the principal's row points to it.
 */
export interface SeatRow {
  /** `seat_…`, random; a new seat gets a new id. */
  readonly seatId: string;
  readonly slug: string;
  /** The principal's id: `user:<userId>` or `guest:<sessionId>`. */
  readonly owner: string;
  /** The newest generation for which a token was signed. */
  readonly minted: number;
  /** The floor: the lowest generation that may stay in LiveKit. It only rises. */
  readonly floor: number;
  /** Reason of the last rise of the floor, which an evicted page shows. */
  readonly floorReason: DepartureReason;
  /** The id of the session that holds the seat. */
  readonly session: string;
  /** True, for good: the seat has no principal's row, and each participant on it is stale. */
  readonly retired: boolean;
  /** Connected generations: those seen to join and not to leave. At most `maxConnectedGenerations`, the newest. */
  readonly live: readonly number[];
  /** `as`: the person's name here, by `seenName`. `since`: when the seat was first taken under it, which numbers namesakes. */
  readonly known?: { readonly as: string; readonly since: number };
  /** When the person raised a hand; absent while it is down. */
  readonly hand?: number;
  readonly expiresAt: number;
  /** Storage keeps the principal's pointer at least until then. Seats of older servers have none. */
  readonly pointerUntil?: number;
}

/**
 * Pointer from a principal to their seat in one space. It may outlive the seat, and after a restore be missing or point to
 * another person's: the seat's own row decides. Older servers stored a copy of the seat here, which points as well.
 */
export interface SeatPointerRow {
  readonly seatId: string;
}

/** A guest session ends after this long, used or not. */
export const guestLifeMs = 7 * 24 * 3_600_000;

/** A guest session. Life: 24 h without use, 7 days at most. Written by guest_sessions.ts and seats.ts. */
export interface GuestSessionRow {
  /** The token's SHA-256 in base64url: the id of the session and of the guest. */
  readonly sessionId: string;
  readonly participantName: string;
  /** Slugs of the spaces that admitted the session, the latest last; at most `maxAdmittedSpaces`. */
  readonly slugs: readonly string[];
  /** Seats that the session holds or held: the seat's own row decides. At most `maxHeldSeats`. */
  readonly seats: readonly HeldSeat[];
  readonly createdAt: number;
  /** Last write of the sliding expiry. */
  readonly slidAt: number;
  readonly expiresAt: number;
}

/** A seat that a session holds; in lists, the latest taken is last. */
export interface HeldSeat {
  readonly slug: string;
  readonly seatId: string;
}

/**
 * A user session. Life: 14 days without use, 90 at most. Written by user_sessions.ts and by the token's commit,
 * **always together with its `userSessionOfKey` row** where that changes.
 */
export interface UserSessionRow {
  /** Random; stays the same when the token is rotated. */
  readonly sessionId: string;
  readonly userId: string;
  /** The account's display name. */
  readonly participantName: string;
  readonly seats: readonly HeldSeat[];
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Last write of the sliding expiry; without it the session keeps its expiry. */
  readonly slidAt?: number;
  /** The browser's name, e.g. `Firefox, Linux`. */
  readonly label?: string;
}

/** Pointer from a user to the row of one session. Lives as long as the session can. */
export interface UserSessionOfRow {
  readonly tokenHash: string;
}

/** An account, kept for good. Written by users.ts, passkeys.ts and recovery_codes.ts. */
export interface UserRow {
  /** Random, base64url; also the user handle of passkeys. */
  readonly userId: string;
  readonly participantName: string;
  readonly createdAt: number;
  /** Ids of its passkeys, the oldest first; at most `maxPasskeys`. Written in one commit with their `passkeyKey` rows. */
  readonly credentialIds: readonly string[];
  /** Issuers of identity providers whose accounts sign in to this one. */
  readonly issuers: readonly string[];
  /** The same with subjects, as in `userIdentityKey`; absent: unknown. */
  readonly identities?: readonly UserIdentity[];
  /** Hashes of the unused recovery codes. Written in one commit with their `recoveryCodeKey` rows. */
  readonly recoveryHashes: readonly string[];
}

/** A passkey. Written by passkeys.ts and account_passkeys.ts. */
export interface PasskeyRow {
  /** The authenticator's credential id, base64url. */
  readonly credentialId: string;
  readonly userId: string;
  /** In COSE form. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** The authenticator's signature counter; 0 without one. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly label: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

/** A recovery code, used once. Written by recovery_codes.ts. */
export interface RecoveryCodeRow {
  readonly userId: string;
  /** Id of the sign-in that used the code: kept for an hour, so that a commit whose reply was lost is recognized. */
  readonly usedBy?: string;
}

/** A person's account at an identity provider. */
export interface UserIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** The user of an identity provider's account. Written by users.ts, once, together with the user. */
export interface UserIdentityRow {
  readonly userId: string;
}

/**
 * The expected answer to a pending sign-in. Life: 10 minutes at most. Written by pending_sign_ins.ts; deleted by the
 * step that uses it. `kind` names the protocol that `expected` belongs to.
 */
export interface PendingSignInRow<Expected = unknown> {
  readonly kind: string;
  readonly expected: Expected;
  readonly expiresAt: number;
}

/** The last token request in a space: the reconciler looks at the space for 10 minutes. Written at most once a minute, without a check. */
export interface TokenRequestedRow {
  readonly slug: string;
  /** Time of the request. */
  readonly at: number;
}

/** Key of the seat's own row. */
export function seatKey(seatId: string): RowKey<SeatRow> {
  return ["seat", seatId];
}

/** Key of the pointer from a principal to their seat. */
export function seatPointerKey(slug: string, owner: string): RowKey<SeatPointerRow> {
  return ["seat_of", slug, owner];
}

/** By the hash of its token. */
export function guestSessionKey(tokenHash: string): RowKey<GuestSessionRow> {
  return ["guest_session", tokenHash];
}

/** By the hash of its token. */
export function userSessionKey(tokenHash: string): RowKey<UserSessionRow> {
  return ["user_session", tokenHash];
}

/** Key of the pointer to one of a user's sessions; without `sessionId` the prefix of all of them, for `list`. */
export function userSessionOfKey(userId: string, sessionId?: string): RowKey<UserSessionOfRow> {
  return ["user_session_of", userId, ...(sessionId === undefined ? [] : [sessionId])];
}

/** The session of a token that a sign-in has replaced. The old token may end that session, and nothing else. */
export interface RotatedTokenRow {
  readonly userId: string;
  readonly sessionId: string;
}

/** By the hash of the replaced token. */
export function rotatedTokenKey(tokenHash: string): RowKey<RotatedTokenRow> {
  return ["rotated_token", tokenHash];
}

/** By the user's id. */
export function userKey(userId: string): RowKey<UserRow> {
  return ["user", userId];
}

/** Prefix of all users, for `list`. */
export const usersPrefix: RowKey<UserRow> = ["user"];

/** By the credential's id. */
export function passkeyKey(credentialId: string): RowKey<PasskeyRow> {
  return ["passkey", credentialId];
}

/** By the hash of the code. */
export function recoveryCodeKey(codeHash: string): RowKey<RecoveryCodeRow> {
  return ["recovery_code", codeHash];
}

/** By issuer and subject. */
export function userIdentityKey(issuer: string, subject: string): RowKey<UserIdentityRow> {
  return ["user_identity", issuer, subject];
}

/** By the hash of the sign-in cookie's token. Stored under the older word *ceremony*. */
export function pendingSignInKey<Expected>(tokenHash: string): RowKey<PendingSignInRow<Expected>> {
  return ["ceremony", tokenHash];
}

/** By slug. Stored under the older name *space_asked*. */
export function tokenRequestedKey(slug: string): RowKey<TokenRequestedRow> {
  return ["space_asked", slug];
}

/** Prefix of all `tokenRequestedKey` rows, for `list`. */
export const tokenRequestedPrefix: RowKey<TokenRequestedRow> = ["space_asked"];
