import type { CaptureKind } from "../ports/call_types.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { isRecord } from "../base/stored_values.ts";

const key = "madang.switches";

/** The state of the microphone's and the camera's switch at the last visit; off at the first. */
export interface RememberedSwitches {
  read(kind: CaptureKind): boolean;
  write(kind: CaptureKind, enabled: boolean): void;
}

/** Stores the switches in `storage`. */
export function rememberSwitches(storage: StoragePort): RememberedSwitches {
  function stored(): Record<string, unknown> {
    const value = storage.read(key);
    return isRecord(value) ? value : {};
  }
  return {
    read: (kind) => stored()[kind] === true,
    write: (kind, enabled) => storage.write(key, { ...stored(), [kind]: enabled }),
  };
}
