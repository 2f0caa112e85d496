import { expect } from "expect";
import { settledWithin, withinDeadline } from "../../../../lib/server/base/deadline.ts";

const never = new Promise<never>(() => {});

Deno.test("withinDeadline() passes on a result in time, and rejects after the deadline", async () => {
  const late = () => new Error("late");
  expect(await withinDeadline(60_000, Promise.resolve(1), late)).toBe(1);
  await expect(withinDeadline(60_000, Promise.reject(new Error("no")), late)).rejects.toThrow("no");
  await expect(withinDeadline(1, never, late)).rejects.toThrow("late");
});

Deno.test("settledWithin() tells whether work settled in time, and never rejects", async () => {
  expect(await settledWithin(60_000, Promise.reject(new Error("no")))).toBe(true);
  expect(await settledWithin(1, never)).toBe(false);
});
