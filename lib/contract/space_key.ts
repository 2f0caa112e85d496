/** The key of an encrypted space: made, read from a link, and what is derived from it. Browsers only; never sent. */

/** All that this browser knows of a space's key. */
export interface SpaceKey {
  /** The secret itself, 256 random bits in base64url: what stands after `#key=` in a link. */
  readonly secret: string;
  /** Public, 22 characters of base64url: what the server keeps to tell a wrong key. */
  readonly check: string;
  /** For LiveKit: 32 bytes, which it derives its own keys from by HKDF. */
  readonly media: ArrayBuffer;
  /** For chat: AES-GCM of 256 bits. */
  readonly chat: CryptoKey;
  /** Four numbers below 2,048, to compare as words. */
  readonly fingerprint: readonly number[];
}

const secretBytes = 32;
const secretPattern = /^[\w-]{43}$/;

/** The salt of every derivation, and with it the version of this scheme. */
const salt = new TextEncoder().encode("madang space key 1");

/** Makes a secret. */
export function newSecret(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(secretBytes)));
}

/** Derives all keys of a secret by HKDF with SHA-256, each with an `info` of its own; `null` for what is no secret. */
export async function deriveSpaceKey(secret: string): Promise<SpaceKey | null> {
  if (!secretPattern.test(secret)) return null;
  const bytes = fromBase64Url(secret);
  const source = await crypto.subtle.importKey("raw", bytes, "HKDF", false, [
    "deriveBits",
    "deriveKey",
  ]);
  const by = (info: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt,
    info: new TextEncoder().encode(info),
  });
  const bits = (info: string, count: number) =>
    crypto.subtle.deriveBits(by(info), source, 8 * count);
  const [media, check, fingerprint, chat] = await Promise.all([
    bits("media", 32),
    bits("check", 16),
    bits("fingerprint", 8),
    crypto.subtle.deriveKey(by("chat"), source, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]),
  ]);
  // 11 bits a word. The last bits of a secret in base64url may differ: one spelling of each key.
  const numbers = new Uint16Array(4).map((_, i) => new DataView(fingerprint).getUint16(2 * i) >> 5);
  return {
    secret: toBase64Url(bytes),
    check: toBase64Url(new Uint8Array(check)),
    media,
    chat,
    fingerprint: [...numbers],
  };
}

/** Bytes in base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of base64url. @throws {DOMException} for any other text. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
