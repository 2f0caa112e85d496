import type { ReadonlySignal } from "@preact/signals";
import type { StoragePort } from "../ports/storage_port.ts";
import { isRecord, numberWithin } from "../base/stored_values.ts";
import { maxScreenPercent, maxVoicePercent, type TileVolumes } from "./participant_tile.ts";

const key = "madang.volumes";

/** How many choices are remembered; the oldest is dropped first. */
const choicesMax = 200;

/** The volumes of each seat in this browser, remembered between visits. */
export class SeatVolumes {
  readonly #storage: StoragePort;
  /** The master volume, 0–100. */
  readonly master: ReadonlySignal<number>;

  constructor(storage: StoragePort, master: ReadonlySignal<number>) {
    this.#storage = storage;
    this.master = master;
  }

  of(seatId: string): TileVolumes {
    const stored = this.#read();
    return {
      voice: numberWithin(stored.get(seatId), 0, maxVoicePercent) ?? 100,
      screen: numberWithin(stored.get(screenKey(seatId)), 0, maxScreenPercent) ?? 100,
    };
  }

  remember(seatId: string, { voice, screen }: TileVolumes): void {
    const stored = this.#read();
    for (const [name, volume] of [[seatId, voice], [screenKey(seatId), screen]] as const) {
      if (stored.get(name) === volume) continue;
      stored.delete(name);
      if (volume !== 100) stored.set(name, volume);
    }
    this.#storage.write(key, Object.fromEntries([...stored].slice(-choicesMax)));
  }

  #read(): Map<string, unknown> {
    const stored = this.#storage.read(key);
    return new Map(isRecord(stored) ? Object.entries(stored) : []);
  }
}

function screenKey(seatId: string): string {
  return `${seatId} screen`;
}
