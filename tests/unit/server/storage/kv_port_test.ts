/** Guarantees of storage that the server relies on, tested with Deno KV and with the fake. */
import { expect } from "expect";
import { openKv } from "../../../../lib/server/storage/deno_kv.ts";
import {
  deleteRow,
  type KvPort,
  setRow,
  unchanged,
} from "../../../../lib/server/storage/kv_port.ts";
import { createLog } from "../../../../lib/server/base/log.ts";
import { FakeKv } from "../../../fakes/fake_kv.ts";

const log = createLog({ level: "error", write: () => {}, now: Date.now });

const kinds: Record<string, () => Promise<KvPort>> = {
  "Deno KV": () => openKv(":memory:", log, new Set(["seat"])),
  "FakeKv": () => Promise.resolve(new FakeKv()),
};

function set(key: (string | number)[], value: unknown) {
  return { checks: [], writes: [setRow(key, value)] };
}

for (const [name, open] of Object.entries(kinds)) {
  const test = (claim: string, body: (kv: KvPort) => Promise<void>) =>
    Deno.test(`${name} ${claim}`, async () => {
      const kv = await open();
      try {
        await body(kv);
      } finally {
        kv.close();
      }
    });

  test("answers an absent row without value and versionstamp", async (kv) => {
    expect(await kv.get(["none"])).toEqual({ key: ["none"], value: null, versionstamp: null });
  });

  test("commits only when every check holds", async (kv) => {
    await kv.commit(set(["a"], 1));
    const row = await kv.get(["a"]);
    const change = (value: number) => ({
      checks: [unchanged(row)],
      writes: [setRow(["a"], value), setRow(["b"], value)],
    });
    expect(await kv.commit(change(2))).toBe(true);
    expect(await kv.commit(change(3))).toBe(false);
    const [a, b] = await kv.getMany([["a"], ["b"]]);
    expect([a.value, b.value]).toEqual([2, 2]);
    expect(await kv.commit({ checks: [{ key: ["a"], versionstamp: null }], writes: [] })).toBe(
      false,
    );
  });

  test("recalls what it read or wrote, until a commit that checks it fails", async (kv) => {
    const key = ["seat", "a"];
    expect(kv.recall([key])).toBeNull();
    const absent = await kv.get(key);
    expect(kv.recall([key])).toEqual([absent]);
    await kv.commit(set(key, 1));
    expect(kv.recall([key])).toEqual([await kv.get(key)]);
    await kv.commit(set(["a"], 1));
    expect(kv.recall([["a"]])).toBeNull();
    expect(await kv.commit({ checks: [unchanged(absent)], writes: [] })).toBe(false);
    expect(kv.recall([key])).toBeNull();
    await kv.commit(set(key, 2));
    await kv.commit({ checks: [], writes: [deleteRow(key)] });
    expect(kv.recall([key])).toEqual([absent]);
  });

  test("gives all rows of one commit the same versionstamp", async (kv) => {
    await kv.commit({ checks: [], writes: [setRow(["a"], 1), setRow(["b"], 1)] });
    const [a, b] = await kv.getMany([["a"], ["b"]]);
    expect(a.versionstamp).not.toBeNull();
    expect(a.versionstamp).toBe(b.versionstamp);
  });

  test("deletes", async (kv) => {
    await kv.commit(set(["a"], 1));
    await kv.commit({ checks: [], writes: [deleteRow(["a"])] });
    expect((await kv.get(["a"])).versionstamp).toBeNull();
  });

  test("lists rows under a prefix, in the order of their keys, at most so many", async (kv) => {
    for (const key of [["p", "b"], ["p", "a"], ["pp", "c"], ["p", "c", "d"]]) {
      await kv.commit(set(key, 1));
    }
    const keys = (await kv.list(["p"])).map((row) => row.key);
    expect(keys).toEqual([["p", "a"], ["p", "b"], ["p", "c", "d"]]);
    expect(await kv.list(["p"], 2)).toHaveLength(2);
  });

  test("gives concurrent commits their own answers", async (kv) => {
    await kv.commit(set(["a", 1], "old"));
    const answers = await Promise.all(
      [0, 1, 2, 3].map((index) =>
        kv.commit({
          checks: [{ key: ["a", index], versionstamp: null }],
          writes: [setRow(["a", index], "new")],
        })
      ),
    );
    expect(answers).toEqual([true, false, true, true]);
    expect((await kv.list(["a"])).map(({ value }) => value)).toEqual(["new", "old", "new", "new"]);
  });

  test("accepts concurrent commits that write the same key unchecked", async (kv) => {
    const answers = await Promise.all(
      [1, 2, 3].map((value) =>
        kv.commit({
          checks: [],
          writes: [setRow(["own", value], value), setRow(["shared"], value)],
        })
      ),
    );
    expect(answers).toEqual([true, true, true]);
    const [shared, ...own] = await kv.getMany([["shared"], ["own", 1], ["own", 2], ["own", 3]]);
    expect(own.map(({ value }) => value)).toEqual([1, 2, 3]);
    expect([1, 2, 3]).toContain(shared.value);
  });

  test("lets exactly one of many commits win a key", async (kv) => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        kv.commit({
          checks: [{ key: ["a"], versionstamp: null }],
          writes: [setRow(["a"], index)],
        })),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(answers[(await kv.get<number>(["a"])).value ?? -1]).toBe(true);
  });

  test("calls back when a watched key changes, until stopped", async (kv) => {
    let heard = Promise.withResolvers<void>();
    const stop = kv.watch([["a"], ["b"]], () => heard.resolve());
    await heard.promise;
    heard = Promise.withResolvers();
    await kv.commit(set(["b"], 1));
    await heard.promise;
    stop();
  });

  test("refuses more keys than one read takes", async (kv) => {
    const keys = Array.from({ length: 11 }, (_, index) => ["a", index]);
    await expect(kv.getMany(keys)).rejects.toThrow(TypeError);
  });
}
