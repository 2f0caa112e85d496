import { type ReadonlySignal, signal } from "@preact/signals";
import type { DeviceKind } from "./call_types.ts";
import type { StoragePort } from "./storage_port.ts";
import { isRecord, stringOf } from "./stored_values.ts";

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

  constructor(storage: StoragePort) {
    this.#storage = storage;
  }

  /** What was chosen, also while it is unplugged. */
  get chosen(): Readonly<Record<DeviceKind, ReadonlySignal<string | null>>> {
    return this.#chosen;
  }

  start(): () => void {
    this.#load();
    return this.#storage.onChange(key, () => this.#load());
  }

  select(kind: DeviceKind, deviceId: string | null): void {
    // An alias is no device: its hardware changes under the same id.
    this.#chosen[kind].value = isAlias(deviceId) ? null : deviceId;
    this.#storage.write(
      key,
      Object.fromEntries(kinds.map((kind) => [kind, this.#chosen[kind].peek()])),
    );
  }

  #load(): void {
    const stored = this.#storage.read(key);
    const values = isRecord(stored) ? stored : {};
    for (const kind of kinds) this.#chosen[kind].value = stringOf(values[kind]);
  }
}

/** Chromium lists the system's choices as devices of their own; before a grant ids are empty. */
export function isAlias(deviceId: string | null): boolean {
  return deviceId === "" || deviceId === "default" || deviceId === "communications";
}
