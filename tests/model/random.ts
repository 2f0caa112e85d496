/** Random numbers by a seed, so that a run can be repeated. */
export class Random {
  #state: number;
  #ids = 0;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From here on the numbers are those of a new generator of this seed. */
  restart(seed: number): void {
    this.#state = seed | 0;
  }

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `least` to `most`, both possible. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.next() * values.length)];
  }

  /**
   * Random bytes. Eight or more are unique, since ids and tokens are made of them: steps of the same salt would give two
   * people the same token otherwise.
   */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const bytes = Uint8Array.from({ length }, () => this.between(0, 255));
    if (length >= 8) new DataView(bytes.buffer).setUint32(0, ++this.#ids);
    return bytes;
  }
}
