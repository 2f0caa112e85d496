import { expect } from "expect";
import { createLog } from "../../../../lib/server/base/log.ts";
import { DenoKv } from "../../../../lib/server/storage/deno_kv.ts";
import { KvConnection } from "../../../../lib/server/storage/kv_connection.ts";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import { RowMemory } from "../../../../lib/server/storage/row_memory.ts";

const tables = new Set(["seat"]);

function row(id: string, value: unknown = id, versionstamp = "1") {
  return { key: ["seat", id], value, versionstamp };
}

Deno.test("RowMemory recalls all rows of a request or none, and only of its tables", () => {
  const memory = new RowMemory({ tables });
  const absent = { key: ["seat", "b"], value: null, versionstamp: null };
  memory.read([row("a"), absent, { ...row("c"), key: ["log", "c"] }]);
  expect(memory.recall([["seat", "a"], ["seat", "b"]])).toEqual([row("a"), absent]);
  expect(memory.recall([["seat", "a"], ["seat", "d"]])).toBeNull();
  expect(memory.recall([["log", "c"]])).toBeNull();
});

Deno.test("RowMemory follows the commits that were made, and forgets the rows of one that failed", () => {
  const memory = new RowMemory({ tables });
  memory.read([row("a"), row("b"), row("c")]);
  memory.committed({
    checks: [],
    writes: [setRow(["seat", "a"], "new"), { type: "delete", key: ["seat", "b"] }],
  }, "2");
  expect(memory.recall([["seat", "a"], ["seat", "b"]])).toEqual([
    row("a", "new", "2"),
    { key: ["seat", "b"], value: null, versionstamp: null },
  ]);
  const checks = [{ key: ["seat", "a"], versionstamp: "2" }];
  memory.forget({ checks, writes: [setRow(["seat", "c"], "new")] });
  expect(memory.recall([["seat", "a"]])).toBeNull();
  expect(memory.recall([["seat", "c"]])).toBeNull();
  expect(memory.recall([["seat", "b"]])).not.toBeNull();
});

Deno.test("RowMemory keeps a bounded number of rows, the latest", () => {
  const memory = new RowMemory({ tables, maxRows: 2 });
  for (const id of ["a", "b", "a", "c"]) memory.read([row(id)]);
  expect(memory.recall([["seat", "b"]])).toBeNull();
  expect(memory.recall([["seat", "a"], ["seat", "c"]])).not.toBeNull();
});

Deno.test("DenoKv forgets what it remembers where its connection was replaced: another storage may be behind it", async () => {
  const opened: Deno.Kv[] = [];
  const open = async () => {
    opened.push(await Deno.openKv(":memory:"));
    return opened[opened.length - 1];
  };
  const log = createLog({ level: "error", write: () => {}, now: Date.now });
  const connection = new KvConnection({ open, isRemote: true, log, retryAfterMs: 1 });
  await connection.start();
  const kv = new DenoKv({
    connection,
    maxChecks: 10,
    maxInFlight: 1,
    log,
    rememberedTables: tables,
  });
  const key = ["seat", "a"];
  expect(await kv.commit({ checks: [], writes: [setRow(key, 1)] })).toBe(true);
  expect(kv.recall([key])?.[0].value).toBe(1);
  // A call that fails as one of a server that went away.
  const lost = connection.call(() => Promise.reject(new Error("away")));
  await expect(lost).rejects.toThrow("away");
  while (connection.current === opened[0]) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(kv.recall([key])).toBeNull();
  expect((await kv.get(key)).value).toBeNull();
  kv.close();
});
