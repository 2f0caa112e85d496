import { expect } from "expect";
import {
  formatSealed,
  parseSealed,
  sealableMaxBytes,
  sealedMaxCharacters,
} from "../../../../lib/contract/encryption.ts";
import { deriveSpaceKey, newSecret, type SpaceKey } from "../../../../lib/contract/space_key.ts";
import { open, seal } from "../../../../lib/media/encryption/envelope.ts";

async function newKey(): Promise<SpaceKey> {
  const key = await deriveSpaceKey(newSecret());
  if (key === null) throw new Error("no key");
  return key;
}

const binding = { slug: "tea", clientId: "client-id-1", seatId: "seat_1" };

Deno.test("seal() and open() give the text back, and no two envelopes are alike", async () => {
  const key = await newKey();
  const text = "차 한잔? 🍵\nTwo lines";
  const [one, other] = [await seal(key, binding, text), await seal(key, binding, text)];
  expect(one).not.toBe(other);
  expect(one).not.toContain("Two");
  expect(parseSealed(one)?.keyCheck).toBe(key.check);
  for (const sealed of [one, other]) expect(await open(key, binding, sealed)).toEqual({ text });
});

Deno.test("open() tells a plain text from one that does not decrypt", async () => {
  const key = await newKey();
  const sealed = await seal(key, binding, "Hello");
  expect(await open(key, binding, "Hello")).toEqual({ fault: "not-encrypted" });
  expect(await open(await newKey(), binding, sealed)).toEqual({ fault: "unreadable" });
  const broken = sealed.slice(0, -4) + (sealed.endsWith("AAAA") ? "BBBB" : "AAAA");
  expect(await open(key, binding, broken)).toEqual({ fault: "unreadable" });
});

Deno.test("open() refuses a message under another author, another id or in another space [S342]", async () => {
  const key = await newKey();
  const sealed = await seal(key, binding, "I agree");
  for (
    const moved of [
      { ...binding, seatId: "seat_2" },
      { ...binding, clientId: "client-id-2" },
      { ...binding, slug: "milk" },
    ]
  ) expect(await open(key, moved, sealed)).toEqual({ fault: "unreadable" });
});

Deno.test("the largest text that can be sealed is as large as an envelope gets", async () => {
  const key = await newKey();
  const sealed = await seal(key, binding, "a".repeat(sealableMaxBytes));
  expect(sealed.length).toBeLessThanOrEqual(sealedMaxCharacters);
  expect(parseSealed(sealed)).not.toBe(null);
  expect(parseSealed(await seal(key, binding, "a".repeat(sealableMaxBytes + 2)))).toBe(null);
});

Deno.test("parseSealed() takes nothing but an envelope", () => {
  const good = formatSealed({ keyCheck: "c".repeat(22), sealed: "s".repeat(39) });
  expect(parseSealed(good)).toEqual({ keyCheck: "c".repeat(22), sealed: "s".repeat(39) });
  for (
    const wrong of [
      ...["", "Hello", ` ${good}`, `${good}\n`, `${good}=`, good.replace("1", "2")],
      ...[good.slice(0, -1), good.replace("c", "")],
    ]
  ) expect(parseSealed(wrong)).toBe(null);
});
