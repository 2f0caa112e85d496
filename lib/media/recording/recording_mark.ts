/** A mark in this browser that it may keep recordings: without it, the code that lists them is not loaded. */
import type { StoragePort } from "../ports/storage_port.ts";

const key = "madang.recordings";

/** Whether a recording was begun here that was not saved or deleted since. */
export function mayHaveRecordings(storage: Pick<StoragePort, "read">): boolean {
  return storage.read(key) === true;
}

/** Sets the mark, or takes it away. */
export function markRecordings(storage: Pick<StoragePort, "write">, hasSome: boolean): void {
  storage.write(key, hasSome);
}
