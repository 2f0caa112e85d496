import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { DeviceKind } from "../ports/call_types.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { isRecord, stringOf } from "../base/stored_values.ts";

const key = "madang.devices";
const kinds: readonly DeviceKind[] = ["microphone", "camera", "speaker"];

/** The chosen device of each kind, stored in this browser and shared by its tabs. `null`: the system's default. */
export class DeviceSelection {
  readonly #storage: StoragePort;
  readonly #chosen = {
    microphone: signal<string | null>(null),
    camera: signal<string | null>(null),
    speaker: signal<string | null>(null),
  };

  readonly #isAway = { microphone: signal(false), camera: signal(false), speaker: signal(false) };
  readonly #used = {
    microphone: this.#usedOf("microphone"),
    camera: this.#usedOf("camera"),
    speaker: this.#usedOf("speaker"),
  };

  constructor(storage: StoragePort) {
    this.#storage = storage;
  }

  /** The chosen device ids, also while unplugged. */
  get chosen(): Readonly<Record<DeviceKind, ReadonlySignal<string | null>>> {
    return this.#chosen;
  }

  /** The device ids to use: the chosen one, or `null` (the system's default) while that is away. */
  get used(): Readonly<Record<DeviceKind, ReadonlySignal<string | null>>> {
    return this.#used;
  }

  isAway(kind: DeviceKind): boolean {
    return this.#isAway[kind].peek();
  }

  /** Marks the chosen device as away: unplugged, or plugged in again and not taken back yet. */
  setAway(kind: DeviceKind, isAway: boolean): void {
    this.#isAway[kind].value = isAway;
  }

  /** Loads the stored choice; `onChosen` is called when another tab changes it. Returns how to stop. */
  start(onChosen: (kind: DeviceKind) => void): () => void {
    this.#load();
    return this.#storage.onChange(key, () => {
      for (const kind of this.#load()) {
        this.#isAway[kind].value = false;
        onChosen(kind);
      }
    });
  }

  select(kind: DeviceKind, deviceId: string | null): void {
    // Aliases are not stored: the hardware behind them changes under the same id.
    this.#chosen[kind].value = isAlias(deviceId) ? null : deviceId;
    this.#isAway[kind].value = false;
    this.#storage.write(
      key,
      Object.fromEntries(kinds.map((kind) => [kind, this.#chosen[kind].peek()])),
    );
  }

  #usedOf(kind: DeviceKind): ReadonlySignal<string | null> {
    return computed(() => this.#isAway[kind].value ? null : this.#chosen[kind].value);
  }

  /** Reads the stored ids. Returns the kinds whose choice changed. */
  #load(): DeviceKind[] {
    const stored = this.#storage.read(key);
    const values = isRecord(stored) ? stored : {};
    return kinds.filter((kind) => {
      const before = this.#chosen[kind].peek();
      return before !== (this.#chosen[kind].value = stringOf(values[kind]));
    });
  }
}

/** True for Chromium's entries for the system's defaults, and for the empty ids before a grant. */
export function isAlias(deviceId: string | null): boolean {
  return deviceId === "" || deviceId === "default" || deviceId === "communications";
}
