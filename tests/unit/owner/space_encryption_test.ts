import { expect } from "expect";
import { readKeptKey } from "../../../lib/contract/kept_key.ts";
import { deriveSpaceKey, newSecret } from "../../../lib/contract/space_key.ts";
import { OwnSpace } from "../../../lib/owner/own_space.ts";
import type { SpaceEncryption } from "../../../lib/owner/space_encryption.ts";
import { FakeOwnerPort } from "../../fakes/FakeOwnerPort.ts";

/** A browser's `localStorage`, in memory. */
class FakeStorage implements Storage {
  readonly #values = new Map<string, string>();
  get length(): number {
    return this.#values.size;
  }
  clear = () => this.#values.clear();
  getItem = (name: string) => this.#values.get(name) ?? null;
  key = (index: number) => [...this.#values.keys()][index] ?? null;
  removeItem = (name: string) => void this.#values.delete(name);
  setItem = (name: string, value: string) => void this.#values.set(name, value);
}

async function open(port = new FakeOwnerPort(), storage: Storage | null = new FakeStorage()) {
  const own = new OwnSpace(port, port.visit(), () => {}, () => storage);
  await own.loadEncryption();
  return { port, storage, own, encryption: own.encryption.value as SpaceEncryption };
}

Deno.test("SpaceEncryption makes a key, keeps it here, and tells the server its check alone [S357]", async () => {
  const { port, storage, encryption } = await open();
  await encryption.renew();
  const secret = readKeptKey(storage, "tea") ?? "";
  expect(port.settings.keyCheck).toBe((await deriveSpaceKey(secret))?.check);
  expect(port.calls.join()).not.toContain(secret);
  expect(encryption.linkOf("https://a.test/space/tea#link=x"))
    .toBe(`https://a.test/space/tea#link=x&key=${secret}`);
  await encryption.renew();
  expect(encryption.key.value?.secret).not.toBe(secret);
  await encryption.switchOff();
  expect([port.settings.keyCheck, readKeptKey(storage, "tea"), encryption.key.value])
    .toEqual([null, null, null]);
  expect(encryption.linkOf("https://a.test/space/tea")).toBe("https://a.test/space/tea");
});

Deno.test("SpaceEncryption keeps the former key where the server refuses the new one", async () => {
  const { port, storage, encryption } = await open();
  await encryption.renew();
  const before = readKeptKey(storage, "tea");
  port.failNext("not-allowed");
  await encryption.renew();
  expect([readKeptKey(storage, "tea"), encryption.key.value?.secret]).toEqual([before, before]);
});

Deno.test("SpaceEncryption has the key only where this browser keeps the right one", async () => {
  const first = await open();
  await first.encryption.renew();
  const again = await open(first.port, first.storage);
  while (again.encryption.key.value === null) await new Promise((done) => setTimeout(done));
  expect(again.encryption.key.value.check).toBe(first.port.settings.keyCheck);
  const elsewhere = new FakeStorage();
  elsewhere.setItem("madang.key tea", JSON.stringify(newSecret()));
  expect((await open(first.port, elsewhere)).encryption.key.value).toBe(null);
  expect((await open(first.port, null)).encryption.key.value).toBe(null);
});

Deno.test("SpaceEncryption says where a browser keeps nothing", async () => {
  const { encryption } = await open(undefined, null);
  await encryption.renew();
  expect([encryption.isKept.value, encryption.key.value === null]).toEqual([false, false]);
});
