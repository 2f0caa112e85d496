import { hkdfSync } from "node:crypto";
import { expect } from "expect";
import { keepKey, linkWithKey, readKeptKey } from "../../../lib/contract/kept_key.ts";
import { keyCheckPattern } from "../../../lib/contract/space.ts";
import {
  deriveSpaceKey,
  fromBase64Url,
  newSecret,
  toBase64Url,
} from "../../../lib/contract/space_key.ts";

const secret = toBase64Url(Uint8Array.from({ length: 32 }, (_, i) => i));

async function derived(secret: string) {
  const key = await deriveSpaceKey(secret);
  if (key === null) throw new Error("no key");
  return key;
}

Deno.test("deriveSpaceKey() gives known answers, which every build and every client shares [S340]", async () => {
  const key = await derived(secret);
  expect([secret, key.check, toBase64Url(new Uint8Array(key.media)), key.fingerprint]).toEqual([
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    "55o9p2h0TJs4kc79oZ3KvQ",
    "OOy9CQm_SoFx3x6EuzIQVjI97GFkEnApNRxyZaT9jzQ",
    [950, 86, 1783, 1224],
  ]);
});

Deno.test("deriveSpaceKey() is HKDF-SHA256, with an info of its own for each use [S341]", async () => {
  const key = await derived(secret);
  const by = (info: string, length: number) =>
    Buffer.from(hkdfSync("sha256", fromBase64Url(secret), "madang space key 1", info, length));
  expect(key.check).toBe(by("check", 16).toString("base64url"));
  expect(Buffer.from(key.media)).toEqual(by("media", 32));
  const fingerprint = by("fingerprint", 8);
  expect(key.fingerprint).toEqual([0, 2, 4, 6].map((at) => fingerprint.readUInt16BE(at) >> 5));
  const iv = new Uint8Array(12);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key.chat, new Uint8Array(1));
  const same = await crypto.subtle.importKey("raw", by("chat", 32), "AES-GCM", false, ["decrypt"]);
  expect(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, same, sealed)).toEqual(
    new ArrayBuffer(1),
  );
  expect(key.chat.extractable).toBe(false);
});

Deno.test("deriveSpaceKey() takes 256 bits in base64url and nothing else", async () => {
  for (
    const wrong of ["", secret.slice(1), `${secret}A`, secret.replace("A", "+"), "#".repeat(43)]
  ) {
    expect(await deriveSpaceKey(wrong)).toBe(null);
  }
  // The last two bits of the last character are none of the 256.
  expect((await derived(secret.replace(/8$/, "9"))).secret).toBe(secret);
});

Deno.test("newSecret() is another key each time, with a check that the server takes", async () => {
  const [one, other] = await Promise.all([newSecret(), newSecret()].map(derived));
  expect(one.secret).not.toBe(other.secret);
  expect(one.check).not.toBe(other.check);
  expect(one.check).toMatch(keyCheckPattern);
  expect(one.fingerprint.every((word) => word >= 0 && word < 2048)).toBe(true);
});

Deno.test("a kept key is read back by space, forgotten, and no other value counts", () => {
  const values = new Map<string, string>();
  const storage = {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => void values.set(name, value),
    removeItem: (name: string) => void values.delete(name),
  };
  expect(keepKey(storage, "tea", secret)).toBe(true);
  expect([readKeptKey(storage, "tea"), readKeptKey(storage, "milk")]).toEqual([secret, null]);
  expect(keepKey(storage, "tea", null)).toBe(true);
  expect([readKeptKey(storage, "tea"), readKeptKey(null, "tea")]).toEqual([null, null]);
  for (const broken of ["{", "7", '{"a":1}']) {
    values.set("madang.key tea", broken);
    expect(readKeptKey(storage, "tea")).toBe(null);
  }
  const full = { ...storage, setItem: () => {} };
  expect(keepKey(full, "milk", secret)).toBe(false);
});

Deno.test("linkWithKey() puts a key into the fragment alone, behind an invitation's secret", () => {
  expect(linkWithKey("https://a.test/space/tea", "k")).toBe("https://a.test/space/tea#key=k");
  expect(linkWithKey("https://a.test/space/tea#link=x.y", "k"))
    .toBe("https://a.test/space/tea#link=x.y&key=k");
  expect(linkWithKey("https://a.test/space/tea", null)).toBe("https://a.test/space/tea");
});
