import { storageTimeout } from "./kv_connection.ts";
import type { KvCommit, KvPort } from "./kv_port.ts";
import { withinStorageDeadline } from "./storage_deadline.ts";

/** What was decided from the rows that were read: what to commit (`null`: nothing), and the answer once that is done. */
export interface Decision<Value> {
  readonly commit: KvCommit | null;
  readonly value: Value;
}

/**
 * Reads and decides, commits, and does both again where a row had changed meanwhile.
 *
 * @throws AppError `storage-unavailable` in time; whatever `decide` rejects with.
 */
export function transact<Value>(
  kv: Pick<KvPort, "commit">,
  decide: () => Promise<Decision<Value>>,
): Promise<Value> {
  return withinStorageDeadline((isLate) => transactUntil(isLate, kv, decide));
}

/** The same within a deadline of the caller's. */
export async function transactUntil<Value>(
  isLate: () => boolean,
  kv: Pick<KvPort, "commit">,
  decide: () => Promise<Decision<Value>>,
): Promise<Value> {
  while (!isLate()) {
    const { commit, value } = await decide();
    if (commit === null || await kv.commit(commit)) return value;
  }
  throw storageTimeout();
}
