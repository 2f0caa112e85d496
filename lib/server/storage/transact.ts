import { storageTimeout } from "./kv_connection.ts";
import type { KvCommit, KvPort } from "./kv_port.ts";
import { withinStorageDeadline } from "./storage_deadline.ts";

/** Result of a decision: the commit to make (`null`: none), and the answer once it is made. */
export interface Decision<Value> {
  readonly commit: KvCommit | null;
  readonly value: Value;
}

/**
 * Runs `decide` and commits its result; starts over where a check of the commit failed.
 * @throws AppError `storage-unavailable` in time; errors of `decide`.
 */
export function transact<Value>(
  kv: Pick<KvPort, "commit">,
  decide: () => Promise<Decision<Value>>,
): Promise<Value> {
  return withinStorageDeadline((isLate) => transactUntil(isLate, kv, decide));
}

/** Like `transact`, within a deadline of the caller's. */
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
