import { expect } from "expect";
import { KeyedBatcher } from "../../../../lib/server/base/keyed_batcher.ts";

Deno.test("KeyedBatcher starts the first item at once, and batches those queued meanwhile", async () => {
  const batcher = new KeyedBatcher<number>(2);
  const turns: { items: readonly number[]; isAtOnce: boolean; done: (again?: number[]) => void }[] =
    [];
  const work = (items: readonly number[], isAtOnce: boolean) =>
    new Promise<readonly number[]>((resolve) => {
      turns.push({ items, isAtOnce, done: (again = []) => resolve(again) });
    });
  const settled = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    return turns.map(({ items }) => items);
  };
  for (const item of [1, 2, 3, 4]) batcher.add("tea", item, work);
  batcher.add("inn", 9, work);
  expect(turns.map(({ items, isAtOnce }) => [items, isAtOnce])).toEqual([[[1], true], [[9], true]]);
  turns[0].done();
  expect((await settled()).slice(2)).toEqual([[2, 3]]);
  expect(turns[2].isAtOnce).toBe(false);
  // Items to retry come before later ones.
  turns[2].done([3]);
  expect((await settled()).slice(3)).toEqual([[3, 4]]);
  turns[3].done();
  await settled();
  batcher.add("tea", 5, work);
  expect([turns.at(-1)?.items, turns.at(-1)?.isAtOnce]).toEqual([[5], true]);
});
