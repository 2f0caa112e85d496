import { expect } from "expect";
import { KeyedMutex } from "../../../../lib/server/base/keyed_mutex.ts";

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
