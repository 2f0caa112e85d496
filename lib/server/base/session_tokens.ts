/** Session tokens: random, and only their hash is stored. */
import { createHash } from "node:crypto";
import { guestTokenPrefix } from "../../contract/guest_session.ts";

/** Prefix of a user session's token, which travels in a cookie only. */
const userTokenPrefix = "mdu_";

/** `mdg_` and 256 bits in base64url. */
const guestTokenPattern = new RegExp(`^${guestTokenPrefix}[A-Za-z0-9_-]{43}$`);

/** A new guest session's token: 256 random bits. */
export function newGuestToken(randomBytes: (length: number) => Uint8Array<ArrayBuffer>): string {
  return guestTokenPrefix + base64url(randomBytes(32));
}

/** A new user session's token: `mdu_` and 256 random bits. */
export function newUserToken(randomBytes: (length: number) => Uint8Array<ArrayBuffer>): string {
  return userTokenPrefix + base64url(randomBytes(32));
}

/** A random id: 128 bits in base64url, 22 characters. */
export function newId(randomBytes: (length: number) => Uint8Array<ArrayBuffer>): string {
  return base64url(randomBytes(16));
}

/** True for text with the form of a guest session's token; other text needs no lookup in storage. */
export function isGuestToken(token: string): boolean {
  return guestTokenPattern.test(token);
}

/**
 * The key of a token's session: its SHA-256 in base64url. The token itself is never stored. Synchronous, since
 * WebCrypto's way to another thread and back takes many times longer than so short a hash.
 */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function base64url(bytes: Uint8Array<ArrayBuffer>): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
