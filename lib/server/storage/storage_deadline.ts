import { withinDeadline } from "../base/deadline.ts";
import { storageTimeout } from "./kv_connection.ts";

/** Deadline of all calls to storage in one request, or one step of it. */
export const storageDeadlineMs = 2_250;

/**
 * Runs several reads and commits, each with a deadline of its own, within `storageDeadlineMs`. `work` must start no
 * call once `isLate()`.
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
