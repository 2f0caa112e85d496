/** WOFF 1.0 fonts as plain TrueType: Chromium takes no wrapped font from the system. */
import { inflateSync } from "node:zlib";

const woffSignature = 0x774f4646;
const woffHeaderBytes = 44;
const woffEntryBytes = 20;
const sfntHeaderBytes = 12;
const sfntEntryBytes = 16;

/**
 * The font in `woff`, unwrapped (https://www.w3.org/TR/WOFF/, sections 3 to 5).
 *
 * @throws RangeError when it is not a WOFF 1.0 file
 */
export function unwrapWoff(woff: Uint8Array): Uint8Array<ArrayBuffer> {
  const from = new DataView(woff.buffer, woff.byteOffset, woff.byteLength);
  if (from.getUint32(0) !== woffSignature) throw new RangeError("Not a WOFF font");
  const count = from.getUint16(12);
  const font = new Uint8Array(from.getUint32(16));
  const to = new DataView(font.buffer);
  const exponent = Math.floor(Math.log2(count));
  to.setUint32(0, from.getUint32(4));
  to.setUint16(4, count);
  to.setUint16(6, 16 * 2 ** exponent);
  to.setUint16(8, exponent);
  to.setUint16(10, 16 * count - 16 * 2 ** exponent);
  let position = sfntHeaderBytes + count * sfntEntryBytes;
  for (let i = 0; i < count; i++) {
    const entry = woffHeaderBytes + i * woffEntryBytes;
    const offset = from.getUint32(entry + 4);
    const packedBytes = from.getUint32(entry + 8);
    const tableBytes = from.getUint32(entry + 12);
    const packed = woff.subarray(offset, offset + packedBytes);
    font.set(packedBytes < tableBytes ? inflateSync(packed) : packed, position);
    const target = sfntHeaderBytes + i * sfntEntryBytes;
    to.setUint32(target, from.getUint32(entry));
    to.setUint32(target + 4, from.getUint32(entry + 16));
    to.setUint32(target + 8, position);
    to.setUint32(target + 12, tableBytes);
    position += Math.ceil(tableBytes / 4) * 4;
  }
  return font;
}
