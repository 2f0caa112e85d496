/**
 * The envelope of a chat message: AES-GCM by a key that only the people of the space have, bound to the space, the message's
 * own id and its author's seat, so that a message cannot be shown as another's, or as another one.
 */
import { formatSealed, parseSealed } from "../../contract/encryption.ts";
import { fromBase64Url, type SpaceKey, toBase64Url } from "../../contract/space_key.ts";

/** What a message is bound to, as the server tells it beside the text. */
export interface MessageBinding {
  readonly slug: string;
  readonly clientId: string;
  readonly seatId: string;
}

/** Why a message cannot be read: it came in plain text, or by another key, or for another message. */
export type MessageFault = "not-encrypted" | "unreadable";

const nonceBytes = 12;

/** Seals a text. */
export async function seal(key: SpaceKey, binding: MessageBinding, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const plain = new TextEncoder().encode(text);
  const ciphertext = await crypto.subtle.encrypt(cipher(iv, binding), key.chat, plain);
  const bytes = new Uint8Array([...iv, ...new Uint8Array(ciphertext)]);
  return formatSealed({ keyCheck: key.check, sealed: toBase64Url(bytes) });
}

/** Opens a sealed text. */
export async function open(
  key: SpaceKey,
  binding: MessageBinding,
  text: string,
): Promise<{ readonly text: string } | { readonly fault: MessageFault }> {
  const parts = parseSealed(text);
  if (parts === null) return { fault: "not-encrypted" };
  try {
    const bytes = fromBase64Url(parts.sealed);
    const iv = bytes.subarray(0, nonceBytes);
    const plain = await crypto.subtle.decrypt(
      cipher(iv, binding),
      key.chat,
      bytes.subarray(nonceBytes),
    );
    return { text: new TextDecoder().decode(plain) };
  } catch {
    return { fault: "unreadable" };
  }
}

function cipher(
  iv: Uint8Array<ArrayBuffer>,
  { slug, clientId, seatId }: MessageBinding,
): AesGcmParams {
  const additionalData = new TextEncoder().encode(JSON.stringify([slug, clientId, seatId]));
  return { name: "AES-GCM", iv, additionalData };
}
