import type { ReadonlySignal } from "@preact/signals";
import type { StoragePort } from "../ports/storage_port.ts";
import { isRecord, numberWithin } from "../base/stored_values.ts";

const key = "madang.volumes";

/** How many seats are remembered; the oldest choice is dropped first. */
const seatsMax = 200;

/** The volume of each seat in this browser, 0–100, remembered between visits. */
export class SeatVolumes {
  readonly #storage: StoragePort;
  /** The master volume, 0–100. */
  readonly master: ReadonlySignal<number>;

  constructor(storage: StoragePort, master: ReadonlySignal<number>) {
    this.#storage = storage;
    this.master = master;
  }

  of(seatId: string): number {
    return numberWithin(this.#read().get(seatId), 0, 100) ?? 100;
  }

  remember(seatId: string, volume: number): void {
    const volumes = this.#read();
    volumes.delete(seatId);
    if (volume !== 100) volumes.set(seatId, volume);
    this.#storage.write(key, Object.fromEntries([...volumes].slice(-seatsMax)));
  }

  #read(): Map<string, unknown> {
    const stored = this.#storage.read(key);
    return new Map(isRecord(stored) ? Object.entries(stored) : []);
  }
}
