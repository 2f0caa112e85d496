import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { checkReadiness } from "../../../../lib/server/presence/health.ts";
import { createLog } from "../../../../lib/server/base/log.ts";
import { DenoKv, openKv } from "../../../../lib/server/storage/deno_kv.ts";
import { KvConnection } from "../../../../lib/server/storage/kv_connection.ts";
import type { KvPort } from "../../../../lib/server/storage/kv_port.ts";
import { StartError } from "../../../../lib/server/config/start_error.ts";
import { openTestServices, portOf } from "../../../fakes/test_services.ts";

const log = createLog({ level: "error", write() {}, now: Date.now });

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Deno KV in memory whose every call rejects with `fail()`, as the real one did (docs/facts.md). */
async function failingKv(fail: () => Error): Promise<KvPort> {
  const kv = await Deno.openKv(":memory:");
  const rejecting = () => Promise.reject(fail());
  Object.assign(kv, { get: rejecting, getMany: rejecting, list: () => rejected(fail()) });
  const atomic = kv.atomic();
  Object.assign(atomic, { commit: rejecting });
  Object.assign(kv, { atomic: () => atomic });
  const connection = new KvConnection({ open: () => Promise.resolve(kv), isRemote: false, log });
  await connection.start();
  return new DenoKv({ connection, maxChecks: 100, maxInFlight: 1, log });
}

function rejected(error: Error) {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}

/** Messages of SQLite that Deno KV throws as a `TypeError`. */
const troubles = [
  "database or disk is full",
  "database is locked",
  "attempt to write a readonly database",
  "disk I/O error",
  "database disk image is malformed",
  "a message of a later version",
];

for (const trouble of troubles) {
  Deno.test(`DenoKv "${trouble}" is storage trouble, not misuse`, async () => {
    const kv = await failingKv(() => new TypeError(trouble));
    const refusal = { code: "storage-unavailable", cause: { message: trouble } };
    const write = { type: "set", key: ["a"], value: 1 } as const;
    await expect(kv.get(["a"])).rejects.toMatchObject(refusal);
    await expect(kv.getMany([["a"]])).rejects.toMatchObject(refusal);
    await expect(kv.list(["a"])).rejects.toMatchObject(refusal);
    await expect(kv.commit({ checks: [], writes: [write] })).rejects.toMatchObject(refusal);
    kv.close();
  });
}

Deno.test("DenoKv a database that another program broke is storage trouble", () =>
  inFolder(async (folder) => {
    const path = `${folder}/madang.kv`;
    const kv = await openKv(path, log);
    const database = new DatabaseSync(path);
    database.exec("drop table kv");
    database.close();
    await expect(kv.get(["a"])).rejects.toMatchObject({ code: "storage-unavailable" });
    kv.close();
  }));

Deno.test("DenoKv an invalid call stays misuse", async () => {
  const kv = await openKv(":memory:", log);
  const many = (count: number) => Array.from({ length: count }, (_, at) => ["a", at]);
  const set = (key: Deno.KvKey, value: unknown) =>
    kv.commit({ checks: [], writes: [{ type: "set", key, value }] });
  const wrong: Record<string, () => Promise<unknown>> = {
    "a value of 70 KB": () => set(["a"], new Uint8Array(70_000)),
    "a value that cannot be stored": () => set(["a"], () => {}),
    "a long key, written": () => set(["a".repeat(3_000)], 1),
    "a long key, read": () => kv.get(["a".repeat(3_000)]),
    "eleven keys": () => kv.getMany(many(11)),
    "101 checks": () =>
      kv.commit({ checks: many(101).map((key) => ({ key, versionstamp: null })), writes: [] }),
    "1,001 writes": () =>
      kv.commit({
        checks: [],
        writes: many(1_001).map((key) => ({ type: "delete", key } as const)),
      }),
  };
  for (const [what, call] of Object.entries(wrong)) {
    const error = await call().then(() => null, (error) => error);
    expect([what, error?.name]).toEqual([what, "TypeError"]);
  }
  kv.close();
});

Deno.test("checkReadiness() reports storage as not ready where nothing can be written", async () => {
  await using server = await openTestServices();
  const full = await failingKv(() => new TypeError("database or disk is full"));
  // Reads still work.
  const kv: KvPort = { ...portOf(server.kv), commit: (commit) => full.commit(commit) };
  expect(await checkReadiness({ ...server.services, kv })).toEqual({
    livekit: true,
    storage: false,
  });
  full.close();
});

Deno.test("openKv() refuses the second process on one file, until the first has ended", () =>
  inFolder(async (folder) => {
    const path = `${folder}/madang.kv`;
    const first = await openKv(path, log);
    const second = await openKv(path, log).then(() => null, (error) => error);
    expect(second).toBeInstanceOf(StartError);
    expect(second.message).toMatch(/^Cannot start: KV_URL: another process/);
    first.close();
    (await openKv(path, log)).close();
  }));

Deno.test("openKv() names the problem of the file in one line, without its path", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/text.kv`, "no database. ".repeat(400));
    await Deno.mkdir(`${folder}/folder.kv`);
    const wrong = { "text.kv": /not a database/, "folder.kv": /open/, "text.kv/a.kv": /folder/ };
    for (const [name, words] of Object.entries(wrong)) {
      const error = await openKv(`${folder}/${name}`, log).then(() => null, (error) => error);
      expect(error).toBeInstanceOf(StartError);
      expect(error.message).toMatch(/^Cannot start: KV_URL: [^\n]+$/);
      expect(error.message).toMatch(words);
      expect(error.message).not.toContain(folder);
    }
  }));
