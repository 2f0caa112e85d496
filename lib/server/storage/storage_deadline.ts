import { withinDeadline } from "../base/deadline.ts";
import { storageTimeout } from "./kv_connection.ts";

/** Storage gets this long in all before the caller hears `storage-unavailable`. */
export const storageDeadlineMs = 2_250;

/**
 * What `work` answers: several reads and commits, each with a deadline of its own, that share this one. `work` starts
 * nothing anew once `isLate()`.
 *
 * @throws AppError `storage-unavailable` in time.
 */
export function withinStorageDeadline<Value>(
  work: (isLate: () => boolean) => Promise<Value>,
): Promise<Value> {
  let isLate = false;
  return withinDeadline(storageDeadlineMs, work(() => isLate), () => {
    isLate = true;
    return storageTimeout();
  });
}
