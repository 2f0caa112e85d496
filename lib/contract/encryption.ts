/**
 * End-to-end encryption of a space: what its server knows of it. Without zod, for pages that load little. The key itself
 * never reaches the server (docs/decisions/019-end-to-end-encryption.md).
 */

/** The longest sealed text, in characters: with its clientId it fits into a body of 16 KiB. */
export const sealedMaxCharacters = 14_000;

/** Bytes that sealing adds: a nonce of 12, and AES-GCM's tag of 16. */
export const sealBytes = 28;

const sealedPattern = /^madang-sealed\.1\.([\w-]{22})\.([\w-]{39,})$/;

/** The longest text that can be sealed, in bytes of UTF-8. */
export const sealableMaxBytes =
  Math.floor((sealedMaxCharacters - "madang-sealed.1..".length - 22) * 3 / 4) - sealBytes;

/** A sealed text: the check of its key, and the nonce with the ciphertext in base64url. */
export interface SealedText {
  readonly keyCheck: string;
  readonly sealed: string;
}

/** The parts of a sealed text; `null` for any other text, and for one that is too long. */
export function parseSealed(text: string): SealedText | null {
  if (text.length > sealedMaxCharacters) return null;
  const match = sealedPattern.exec(text);
  return match && { keyCheck: match[1], sealed: match[2] };
}

/** The text that stands for it on the wire and in storage. */
export function formatSealed({ keyCheck, sealed }: SealedText): string {
  return `madang-sealed.1.${keyCheck}.${sealed}`;
}
