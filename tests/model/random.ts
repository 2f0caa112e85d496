/** Random numbers that a seed decides, so that a run can be had again. */
export class Random {
  #state: number;
  #ids = 0;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From here on as a generator of this seed would: what came before does not count. */
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
   * Eight and more, of which ids and tokens are made, never come twice: steps of the same salt would give two people the
   * same token otherwise, and a guest was told `room-mismatch` in a space that they had just entered.
   */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const bytes = Uint8Array.from({ length }, () => this.between(0, 255));
    if (length >= 8) new DataView(bytes.buffer).setUint32(0, ++this.#ids);
    return bytes;
  }
}
