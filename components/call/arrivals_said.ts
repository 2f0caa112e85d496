import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useMediaModels } from "../../lib/media/hooks/LiveKitMediaContext.ts";
import { onePerCall } from "../../lib/media/hooks/one_per_call.ts";
import type { StoragePort } from "../../lib/media/ports/storage_port.ts";
import { booleanOf, isRecord } from "../../lib/media/base/stored_values.ts";

const storageKey = "madang.arrivals-said";

/** Whether joins and leaves are announced to a screen reader. Kept in this browser. */
export class ArrivalsSaid {
  readonly #storage: StoragePort;
  readonly #isOn = signal(true);

  constructor(storage: StoragePort) {
    this.#storage = storage;
  }

  get isOn(): ReadonlySignal<boolean> {
    return this.#isOn;
  }

  setOn(isOn: boolean): void {
    this.#isOn.value = isOn;
    this.#storage.write(storageKey, { version: 1, isOn });
  }

  /** Reads the stored choice and follows other tabs' changes, until the returned function is called. */
  start(): () => void {
    this.#load();
    return this.#storage.onChange(storageKey, () => this.#load());
  }

  #load(): void {
    const stored = this.#storage.read(storageKey);
    if (isRecord(stored)) this.#isOn.value = booleanOf(stored.isOn) ?? this.#isOn.peek();
  }
}

const modelOf = onePerCall(({ voice }) => new ArrivalsSaid(voice.storage));

/** The choice of this browser, the same in the call and in the settings. */
export function useArrivalsSaid(): ArrivalsSaid {
  const model = modelOf(useMediaModels("useArrivalsSaid"));
  useEffect(() => model.start(), [model]);
  return model;
}
