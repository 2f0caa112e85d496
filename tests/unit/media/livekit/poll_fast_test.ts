import { expect } from "expect";
import { CriticalTimers } from "livekit-client";
import { pollFast } from "../../../../lib/media/livekit/poll_fast.ts";

Deno.test("pollFast() shortens the SDK's polls of 50 ms, and no other wait", () => {
  const waits: unknown[] = [];
  const own = globalThis.setTimeout;
  const timers: Pick<typeof CriticalTimers, "setTimeout"> = { setTimeout: own };
  pollFast(timers);
  const record = (_run: unknown, ms: unknown, ...args: unknown[]) => waits.push([ms, ...args]);
  Reflect.set(globalThis, "setTimeout", record);
  try {
    timers.setTimeout(() => {}, 50);
    timers.setTimeout(() => {}, 100);
    timers.setTimeout(() => {}, 15_000);
  } finally {
    Reflect.set(globalThis, "setTimeout", own);
  }
  expect(waits).toEqual([[5], [100], [15_000]]);
});

Deno.test("livekit-client polls by the timers that pollFast() replaces: each 50 ms, in loops with a limit", async () => {
  const source = await Deno.readTextFile(
    new URL(import.meta.resolve("livekit-client")).pathname,
  );
  // With another version of the SDK: look again at what waits 50 ms.
  expect(source.match(/\bsleep\(50\)/g)?.length).toBe(4);
  expect(source).toMatch(/CriticalTimers\.setTimeout\(resolve, duration\)/);
  expect(source.match(/CriticalTimers\.setTimeout\([^;]*, 50\)/)).toBeNull();
});
