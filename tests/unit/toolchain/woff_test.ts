import { expect } from "expect";
import { deflateSync } from "node:zlib";
import { unwrapWoff } from "../../../toolchain/woff.ts";

Deno.test("unwrapWoff() puts tables back one after another, each on a multiple of four", () => {
  const packedName = new TextEncoder().encode("a".repeat(101));
  const plain = new TextEncoder().encode("xyz");
  const font = unwrapWoff(woffOf([["cmap", packedName], ["name", plain]]));
  const view = new DataView(font.buffer);
  expect(view.getUint32(0)).toBe(0x00010000);
  expect(view.getUint16(4)).toBe(2);
  const tables = [0, 1].map((i) => {
    const at = 12 + i * 16;
    const tag = new TextDecoder().decode(font.subarray(at, at + 4));
    const offset = view.getUint32(at + 8);
    return [tag, offset % 4, font.slice(offset, offset + view.getUint32(at + 12))];
  });
  expect(tables).toEqual([["cmap", 0, packedName], ["name", 0, plain]]);
});

Deno.test("unwrapWoff() refuses what is no WOFF", () => {
  expect(() => unwrapWoff(new Uint8Array(64))).toThrow(RangeError);
});

/** A WOFF file of these tables, each packed where that makes it smaller. */
function woffOf(tables: [string, Uint8Array][]): Uint8Array {
  const bodies = tables.map(([, data]) => {
    const packed = new Uint8Array(deflateSync(data));
    return packed.length < data.length ? packed : data;
  });
  const aligned = (length: number) => Math.ceil(length / 4) * 4;
  const start = 44 + tables.length * 20;
  const file = new Uint8Array(bodies.reduce((sum, body) => sum + aligned(body.length), start));
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x774f4646);
  view.setUint32(4, 0x00010000);
  view.setUint16(12, tables.length);
  const fontBytes = 12 + 16 * tables.length;
  view.setUint32(16, tables.reduce((sum, [, data]) => sum + aligned(data.length), fontBytes));
  let offset = start;
  tables.forEach(([tag, data], i) => {
    const entry = 44 + i * 20;
    file.set(new TextEncoder().encode(tag), entry);
    view.setUint32(entry + 4, offset);
    view.setUint32(entry + 8, bodies[i].length);
    view.setUint32(entry + 12, data.length);
    file.set(bodies[i], offset);
    offset += aligned(bodies[i].length);
  });
  return file;
}
