/** Runs work of one key one at a time, and work of different keys at once. Within one process only. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` after all earlier work of `key` has settled, and answers its result. */
  run<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const previous = this.#last.get(key);
    const current = previous === undefined ? work() : previous.then(work, work);
    this.#last.set(key, current);
    const clear = () => {
      if (this.#last.get(key) === current) this.#last.delete(key);
    };
    current.then(clear, clear);
    return current;
  }
}
