/** Works on the items of one key in batches, one batch after another. Within one process only. */
export class KeyedBatcher<Item> {
  readonly #batchSize: number;
  readonly #waiting = new Map<string, Item[]>();

  /** @param batchSize Most items in one batch. */
  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  /**
   * Queues `item`; `work` later gets it in a batch with other waiting items of `key`. `work` resolves with the items to
   * retry, which come before later ones, and must not reject. `isAtOnce` is true where no item of `key` was queued and
   * `work` runs within this call.
   */
  add(
    key: string,
    item: Item,
    work: (items: readonly Item[], isAtOnce: boolean) => Promise<readonly Item[]>,
  ): void {
    const queue = this.#waiting.get(key);
    if (queue) {
      queue.push(item);
      return;
    }
    const waiting = [item];
    this.#waiting.set(key, waiting);
    this.#run(key, waiting, work);
  }

  async #run(
    key: string,
    waiting: Item[],
    work: (items: readonly Item[], isAtOnce: boolean) => Promise<readonly Item[]>,
  ): Promise<void> {
    for (let isAtOnce = true; waiting.length > 0; isAtOnce = false) {
      const retries = await work(waiting.splice(0, this.#batchSize), isAtOnce);
      waiting.unshift(...retries);
    }
    this.#waiting.delete(key);
  }
}
