/**
 * STUN messages (RFC 8489), as far as a probe needs them: a binding request, with ICE's credentials or without, and its
 * answer. LiveKit answers one on its media ports only with the credentials of a participant.
 */
import { createHmac } from "node:crypto";

const magicCookie = 0x2112a442;
const bindingRequest = 0x0001;
const attributeTypes = {
  username: 0x0006,
  integrity: 0x0008,
  priority: 0x0024,
  controlled: 0x8029,
};
const fingerprintType = 0x8028;

/** ICE's credentials: the two user fragments, and the other side's password. */
export interface IceCredentials {
  readonly remoteFragment: string;
  readonly localFragment: string;
  readonly remotePassword: string;
}

/** Makes a binding request with a random transaction id. */
export function makeBindingRequest(ice: IceCredentials | null): Uint8Array<ArrayBuffer> {
  const id = crypto.getRandomValues(new Uint8Array(12));
  if (ice === null) return message(bindingRequest, id, []);
  const { remoteFragment, localFragment, remotePassword } = ice;
  const attributes = [
    attribute(
      attributeTypes.username,
      new TextEncoder().encode(`${remoteFragment}:${localFragment}`),
    ),
    attribute(attributeTypes.priority, new Uint8Array([0x6e, 0, 0x1e, 0xff])),
    attribute(attributeTypes.controlled, crypto.getRandomValues(new Uint8Array(8))),
  ];
  // Each check covers what stands before it, with the length that the message has with the check itself.
  const unsigned = message(bindingRequest, id, attributes, 24);
  const integrity = createHmac("sha1", remotePassword).update(unsigned).digest();
  attributes.push(attribute(attributeTypes.integrity, new Uint8Array(integrity)));
  const uncounted = message(bindingRequest, id, attributes, 8);
  const sum = (crc32(uncounted) ^ 0x5354554e) >>> 0;
  const fingerprint = new Uint8Array(4);
  new DataView(fingerprint.buffer).setUint32(0, sum);
  return message(bindingRequest, id, [...attributes, attribute(fingerprintType, fingerprint)]);
}

/** True for an answer, of success or error, to `request`. */
export function isAnswerTo(request: Uint8Array, answer: Uint8Array): boolean {
  if (answer.length < 20) return false;
  const type = (answer[0] << 8) | answer[1];
  const isAnswer = (type & 0xc100) === 0x0100;
  return isAnswer && request.subarray(4, 20).every((byte, index) => answer[4 + index] === byte);
}

function attribute(type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + Math.ceil(value.length / 4) * 4);
  new DataView(bytes.buffer).setUint16(0, type);
  new DataView(bytes.buffer).setUint16(2, value.length);
  bytes.set(value, 4);
  return bytes;
}

/** `more`: bytes that are still to come, and count in the length. */
function message(
  type: number,
  id: Uint8Array,
  attributes: readonly Uint8Array[],
  more = 0,
): Uint8Array<ArrayBuffer> {
  const length = attributes.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(20 + length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, type);
  view.setUint16(2, length + more);
  view.setUint32(4, magicCookie);
  bytes.set(id, 8);
  let at = 20;
  for (const each of attributes) {
    bytes.set(each, at);
    at += each.length;
  }
  return bytes;
}

/** CRC-32 of IEEE 802.3, bit by bit: a request has about a hundred bytes. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
