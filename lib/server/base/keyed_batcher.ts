/** Items of one key that come while others are worked on are worked on after them, some at a time. Within one process only. */
export class KeyedBatcher<Item> {
  readonly #most: number;
  readonly #waiting = new Map<string, Item[]>();

  /** @param most So many at a time. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Does `work` with `item`, sooner or later, and with whoever else waits then. What `work` answers it is asked to do
   * again, before all who came later. It never rejects. `isAtOnce`: nobody was before, and it began within this call.
   */
  add(
    key: string,
    item: Item,
    work: (items: readonly Item[], isAtOnce: boolean) => Promise<readonly Item[]>,
  ): void {
    const before = this.#waiting.get(key);
    if (before) {
      before.push(item);
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
      const again = await work(waiting.splice(0, this.#most), isAtOnce);
      waiting.unshift(...again);
    }
    this.#waiting.delete(key);
  }
}
