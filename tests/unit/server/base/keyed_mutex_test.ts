import { expect } from "expect";
import { settledWithin, withinDeadline } from "../../../../lib/server/base/deadline.ts";
import { KeyedMutex } from "../../../../lib/server/base/keyed_mutex.ts";

const never = new Promise<never>(() => {});

Deno.test("KeyedMutex runs work of one key one at a time, also after a failure", async () => {
  const mutex = new KeyedMutex();
  const first = Promise.withResolvers<void>();
  const order: string[] = [];
  const one = mutex.run("a", async () => {
    order.push("one begins");
    await first.promise;
    order.push("one ends");
    throw new Error("no");
  });
  const two = mutex.run("a", () => Promise.resolve(order.push("two")));
  const other = mutex.run("b", () => Promise.resolve(order.push("other")));
  await other;
  first.resolve();
  await expect(one).rejects.toThrow("no");
  await two;
  expect(order).toEqual(["one begins", "other", "one ends", "two"]);
});

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
