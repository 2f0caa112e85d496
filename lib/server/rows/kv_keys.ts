/**
 * Every row that the server stores: its key, its shape, how long it lives and which module writes it.
 * Times are milliseconds since 1970. Where a row expires, its value holds the time too: KV's own
 * `expireIn` is only the earliest moment, and a row may be read for a minute after it.
 */
import type { DepartureReason } from "../../contract/departure.ts";
import type { RowKey } from "../storage/kv_port.ts";

/**
 * A seat: one person's place in one space. Life: `seatLifeMs` after the last token, join or sighting.
 * Written by seats.ts alone, **always together with its owner's row**, in the same commit, with the
 * same value: so both rows have the same versionstamp, and whoever read either may check the seat's.
 */
export interface SeatRow {
  /** `seat_…`, random; a seat that is made anew gets a new one. */
  readonly seatId: string;
  readonly slug: string;
  /** The one person who owns it: `user:<userId>` or `guest:<sessionId>`. */
  readonly owner: string;
  /** The newest generation for which a token was signed. */
  readonly minted: number;
  /** The lowest generation that may stay. Only grows. */
  readonly floor: number;
  /** Why the floor was raised last: what an evicted page is told. */
  readonly floorReason: DepartureReason;
  /** The session that holds the seat. */
  readonly session: string;
  /** A retired seat has no owner's row, and nobody may stay on it. For good. */
  readonly retired: boolean;
  /** Generations that were seen to join and not to leave: they may be live. At most `maxConnectedGenerations`, the newest. */
  readonly live: readonly number[];
  /** What its person is called here (`seenName`), and since when: by it people of one name are numbered. */
  readonly known?: { readonly as: string; readonly since: number };
  readonly expiresAt: number;
}

/** A guest session ends after this long, used or not. */
export const guestLifeMs = 7 * 24 * 3_600_000;

/** A guest session, found by the hash of its token. Life: 24 h idle, 7 days at most. Written by guest_sessions.ts and seats.ts. */
export interface GuestSessionRow {
  /** The token's SHA-256 in base64url; names the session and the guest. */
  readonly sessionId: string;
  readonly participantName: string;
  /** Slugs of the spaces that it was admitted to, the latest last; at most `maxAdmittedSpaces`. */
  readonly slugs: readonly string[];
  /** Seats that it holds, or held: the seat's own row has the last word. At most `maxHeldSeats`. */
  readonly seats: readonly HeldSeat[];
  readonly createdAt: number;
  /** When the sliding expiry was last written. */
  readonly slidAt: number;
  readonly expiresAt: number;
}

/** Where a session sits; the latest taken last. */
export interface HeldSeat {
  readonly slug: string;
  readonly seatId: string;
}

/**
 * A user session, found by the hash of its cookie's token. Life: 14 days idle, 90 at most. Written by
 * user_sessions.ts and by the mint, **always together with its `userSessionOfKey`** where that changes.
 */
export interface UserSessionRow {
  /** Stays the same when the token is rotated. */
  readonly sessionId: string;
  readonly userId: string;
  /** The account's name. */
  readonly participantName: string;
  readonly seats: readonly HeldSeat[];
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When the sliding expiry was last written; without it the session does not slide. */
  readonly slidAt?: number;
  /** The browser that it lives in, e.g. `Firefox, Linux`. */
  readonly label?: string;
}

/** Where one of a user's sessions is stored. Lives as long as the session can. */
export interface UserSessionOfRow {
  readonly tokenHash: string;
}

/** An account. Written by users.ts, passkeys.ts and recovery_codes.ts. For good. */
export interface UserRow {
  /** Random, base64url; a passkey's user handle too. */
  readonly userId: string;
  readonly participantName: string;
  readonly createdAt: number;
  /** Its passkeys, the oldest first; at most `maxPasskeys`. With `passkeyKey`'s rows in one commit. */
  readonly credentialIds: readonly string[];
  /** Issuers whose accounts open this one, e.g. of OpenID Connect. */
  readonly issuers: readonly string[];
  /** The same with the subjects, as `userIdentityKey` has them; absent: none is known. */
  readonly identities?: readonly UserIdentity[];
  /** Hashes of the recovery codes that were not used yet. With `recoveryCodeKey`'s rows in one commit. */
  readonly recoveryHashes: readonly string[];
}

/** A passkey. Written by passkeys.ts and account_passkeys.ts. */
export interface PasskeyRow {
  /** The authenticator's own, base64url. */
  readonly credentialId: string;
  readonly userId: string;
  /** COSE. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Uses, as the authenticator counts them; 0 for one that does not. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly label: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

/** A recovery code, found by its hash. Written by recovery_codes.ts; used once. */
export interface RecoveryCodeRow {
  readonly userId: string;
  /** Who used it: kept for an hour, so that a reply that was lost is found out. */
  readonly usedBy?: string;
}

/** Somebody, as an identity provider knows them. */
export interface UserIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/** Whose account an identity provider's subject is. Written by users.ts, once, together with the user. */
export interface UserIdentityRow {
  readonly userId: string;
}

/**
 * What has to come back from a sign-in that a browser began, found by the hash of its cookie's token. Life: 10
 * minutes at most. Written by ceremonies.ts; deleted by the step that uses it. `kind` says whose `expected` it is.
 */
export interface CeremonyRow<Expected = unknown> {
  readonly kind: string;
  readonly expected: Expected;
  readonly expiresAt: number;
}

/** That tokens were asked for in a space: the reconciler looks at it for 10 minutes. Written at most once a minute, without a check. */
export interface SpaceAskedRow {
  readonly slug: string;
  readonly at: number;
}

/** The seat's own row. */
export function seatKey(seatId: string): RowKey<SeatRow> {
  return ["seat", seatId];
}

/** The owner → seat row: a copy of the seat's own row. */
export function principalSeatKey(slug: string, owner: string): RowKey<SeatRow> {
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

/** One of a user's sessions; without a `sessionId`: the prefix of all of them, for `list`. */
export function userSessionOfKey(userId: string, sessionId?: string): RowKey<UserSessionOfRow> {
  return ["user_session_of", userId, ...(sessionId === undefined ? [] : [sessionId])];
}

/** Which session a token proved that a sign-in has replaced: whoever still holds it may end that session, and nothing else. */
export interface RotatedTokenRow {
  readonly userId: string;
  readonly sessionId: string;
}

/** By the hash of the replaced token. */
export function rotatedTokenKey(tokenHash: string): RowKey<RotatedTokenRow> {
  return ["rotated_token", tokenHash];
}

/** An account. */
export function userKey(userId: string): RowKey<UserRow> {
  return ["user", userId];
}

/** By the credential's id. */
export function passkeyKey(credentialId: string): RowKey<PasskeyRow> {
  return ["passkey", credentialId];
}

/** By the hash of the code. */
export function recoveryCodeKey(codeHash: string): RowKey<RecoveryCodeRow> {
  return ["recovery_code", codeHash];
}

/** By who vouches, and whom they call it. */
export function userIdentityKey(issuer: string, subject: string): RowKey<UserIdentityRow> {
  return ["user_identity", issuer, subject];
}

/** By the hash of the ceremony cookie's token. */
export function ceremonyKey<Expected>(tokenHash: string): RowKey<CeremonyRow<Expected>> {
  return ["ceremony", tokenHash];
}

/** Of the space `slug`. */
export function spaceAskedKey(slug: string): RowKey<SpaceAskedRow> {
  return ["space_asked", slug];
}

/** Prefix of all `spaceAskedKey` rows, for `list`. */
export const spaceAskedPrefix: RowKey<SpaceAskedRow> = ["space_asked"];
