/** Runs work of the same key one after another, work of different keys at once. Within one process only. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /** What `work` answers, once all work of `key` that came before has ended. */
  run<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(key);
    const mine = before === undefined ? work() : before.then(work, work);
    this.#last.set(key, mine);
    const clear = () => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(clear, clear);
    return mine;
  }
}
