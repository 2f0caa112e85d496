import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { DeviceKind } from "../ports/call_types.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { isRecord, stringOf } from "../base/stored_values.ts";

const key = "madang.devices";
const kinds: readonly DeviceKind[] = ["microphone", "camera", "speaker"];

/** Which devices were chosen; remembered, shared between tabs. `null`: the system's default. */
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

  /** What was chosen, also while it is unplugged. */
  get chosen(): Readonly<Record<DeviceKind, ReadonlySignal<string | null>>> {
    return this.#chosen;
  }

  /** What to use: the chosen one, but the system's default while that is unplugged. */
  get used(): Readonly<Record<DeviceKind, ReadonlySignal<string | null>>> {
    return this.#used;
  }

  isAway(kind: DeviceKind): boolean {
    return this.#isAway[kind].peek();
  }

  /** Whether the chosen one is unplugged, or has been and nobody took it back yet. */
  setAway(kind: DeviceKind, isAway: boolean): void {
    this.#isAway[kind].value = isAway;
  }

  /** `onChosen`: another tab chose one of a kind. */
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
    // An alias is no device: its hardware changes under the same id.
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

  /** Answers the kinds of which another one is chosen now. */
  #load(): DeviceKind[] {
    const stored = this.#storage.read(key);
    const values = isRecord(stored) ? stored : {};
    return kinds.filter((kind) => {
      const before = this.#chosen[kind].peek();
      return before !== (this.#chosen[kind].value = stringOf(values[kind]));
    });
  }
}

/** Chromium lists the system's choices as devices of their own; before a grant ids are empty. */
export function isAlias(deviceId: string | null): boolean {
  return deviceId === "" || deviceId === "default" || deviceId === "communications";
}
