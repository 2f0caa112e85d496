import { expect } from "expect";
import { deriveSpaceKey, newSecret } from "../../../../lib/contract/space_key.ts";
import { SpaceKeys } from "../../../../lib/media/encryption/space_keys.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";

async function setUp({ isFull = false } = {}) {
  const page = new FakePagePort();
  const storage = new FakeStoragePort();
  if (isFull) storage.write = () => {};
  const keys = new SpaceKeys(page, storage, "tea");
  const [secret, other] = [newSecret(), newSecret()];
  const check = (await deriveSpaceKey(secret))?.check ?? "";
  const codeOf = (keyCheck: string | null) =>
    keys.find(keyCheck).then((key) => key?.secret ?? "plain", ({ code }) => code);
  return { page, storage, keys, secret, other, check, codeOf };
}

Deno.test("SpaceKeys keeps the link's key and takes it out of the address, which a shared screen shows [S346]", async () => {
  const { page, storage, secret, check, codeOf } = await setUp();
  page.fragment.set("key", secret);
  expect(await codeOf(check)).toBe(secret);
  expect([page.fragment.has("key"), storage.read("madang.key tea")]).toEqual([false, secret]);
  expect(await codeOf(check)).toBe(secret);
});

Deno.test("SpaceKeys leaves the key in the address where the browser keeps nothing", async () => {
  const { page, secret, check, codeOf } = await setUp({ isFull: true });
  page.fragment.set("key", secret);
  expect(await codeOf(check)).toBe(secret);
  expect(page.fragment.get("key")).toBe(secret);
});

Deno.test("SpaceKeys tells a missing key from a wrong one, and a former one is never kept over a good one [S347]", async () => {
  const { page, storage, secret, other, check, codeOf } = await setUp();
  expect(await codeOf(check)).toBe("key-missing");
  page.fragment.set("key", other);
  expect(await codeOf(check)).toBe("key-wrong");
  expect(storage.values.size).toBe(0);
  page.fragment.set("key", "nonsense");
  expect(await codeOf(check)).toBe("key-wrong");
  // The old link, once more, in a browser that has the new key.
  storage.write("madang.key tea", secret);
  page.fragment.set("key", other);
  expect(await codeOf(check)).toBe(secret);
  expect(storage.read("madang.key tea")).toBe(secret);
});

Deno.test("SpaceKeys does not join in plain where it has a key, until that is forgotten [S348]", async () => {
  const { page, storage, keys, secret, codeOf } = await setUp();
  expect(await codeOf(null)).toBe("plain");
  page.fragment.set("key", secret);
  expect(await codeOf(null)).toBe("encryption-off");
  page.fragment.clear();
  storage.write("madang.key tea", secret);
  expect(await codeOf(null)).toBe("encryption-off");
  keys.forget();
  expect(await codeOf(null)).toBe("plain");
});
