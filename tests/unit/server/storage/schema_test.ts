import { expect } from "expect";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import {
  type Migration,
  upgradeStorage,
  upgradeWhenReachable,
} from "../../../../lib/server/storage/schema.ts";
import { FakeKv } from "../../../fakes/fake_kv.ts";

const renamed = (kv: FakeKv, key: string) => kv.get<string>([key]).then(({ value }) => value);

/** 1 → 2: *old* becomes *middle*; 2 → 3: *middle* becomes *new*. */
function steps(ran: number[]): Migration[] {
  const rename = (to: number, from: string, into: string): Migration => ({
    to,
    async run(kv) {
      ran.push(to);
      const { value } = await kv.get<string>([from]);
      if (value !== null) await kv.commit({ checks: [], writes: [setRow([into], value)] });
    },
  });
  return [rename(2, "old", "middle"), rename(3, "middle", "new")];
}

Deno.test("upgradeStorage() goes through every version once, and notes each", async () => {
  const kv = new FakeKv();
  await kv.commit({ checks: [], writes: [setRow(["old"], "kept")] });
  await upgradeStorage(kv, []);
  expect((await kv.get(["schema"])).value).toEqual({ version: 1 });
  const ran: number[] = [];
  await upgradeStorage(kv, steps(ran));
  await upgradeStorage(kv, steps(ran));
  expect([ran, await renamed(kv, "new")]).toEqual([[2, 3], "kept"]);
  expect((await kv.get(["schema"])).value).toEqual({ version: 3 });
});

Deno.test("upgradeStorage() begins again where it was interrupted", async () => {
  const kv = new FakeKv();
  await kv.commit({ checks: [], writes: [setRow(["old"], "kept")] });
  const ran: number[] = [];
  const [first, second] = steps(ran);
  const broken: Migration = {
    to: 3,
    run: () => Promise.reject(new AppError("storage-unavailable", "away")),
  };
  await expect(upgradeStorage(kv, [first, broken])).rejects.toThrow("away");
  expect((await kv.get(["schema"])).value).toEqual({ version: 2 });
  await upgradeStorage(kv, [first, second]);
  expect([ran, await renamed(kv, "new")]).toEqual([[2, 3], "kept"]);
});

Deno.test("upgradeStorage() of two processes at once ends in one version", async () => {
  const kv = new FakeKv();
  await kv.commit({ checks: [], writes: [setRow(["old"], "kept")] });
  await Promise.all([upgradeStorage(kv, steps([])), upgradeStorage(kv, steps([]))]);
  expect((await kv.get(["schema"])).value).toEqual({ version: 3 });
  expect(await renamed(kv, "new")).toBe("kept");
});

Deno.test("upgradeStorage() refuses the storage of a newer server", async () => {
  const kv = new FakeKv();
  await kv.commit({ checks: [], writes: [setRow(["schema"], { version: 4 })] });
  await expect(upgradeStorage(kv, steps([]))).rejects.toThrow(
    "Cannot start: KV_URL: the storage is of a newer server (version 4, this one knows 3)",
  );
  expect((await kv.get(["schema"])).value).toEqual({ version: 4 });
});

Deno.test("upgradeWhenReachable() lets a start go on without storage, and upgrades it once it answers", async () => {
  const kv = new FakeKv();
  await kv.commit({ checks: [], writes: [setRow(["old"], "kept")] });
  kv.isAway = true;
  const later: (() => unknown)[] = [];
  const refused: unknown[] = [];
  const refuse = (error: unknown) => refused.push(error);
  const options = { steps: steps([]), after: (work: () => unknown) => later.push(work) };
  await upgradeWhenReachable(kv, refuse, options);
  await later.shift()?.();
  kv.isAway = false;
  await later.shift()?.();
  expect([(await kv.get(["schema"])).value, later.length]).toEqual([{ version: 3 }, 0]);
  // A newer server's, seen late, ends the process; seen at once, it refuses the start.
  await kv.commit({ checks: [], writes: [setRow(["schema"], { version: 4 })] });
  kv.isAway = true;
  await upgradeWhenReachable(kv, refuse, options);
  kv.isAway = false;
  await later.shift()?.();
  expect(String(refused)).toContain("of a newer server (version 4");
  await expect(upgradeWhenReachable(kv, refuse, options)).rejects.toThrow("of a newer server");
});
