/**
 * The port of storage: Deno KV with deadlines. A bare KV call hangs while its server is away, and a reply can be lost
 * after the commit. So every call here ends, and every write must be harmless when it lands late or twice.
 */

/** A key of Deno KV. */
export type KvKey = Deno.KvKey;

/** A key with the type of its row. Made in lib/server/rows; any plain key fits too. */
export type RowKey<Value> = KvKey & {
  /** Only for the type checker; never set. */
  readonly rowShape?: Value;
};

/** One row. `versionstamp` is `null` where there is no row; a commit's checks compare it. */
export interface KvRow<Value = unknown> {
  readonly key: KvKey;
  readonly value: Value | null;
  readonly versionstamp: string | null;
}

/** A condition: the row still has this version; `null`: there is still no row. */
export interface KvCheck {
  readonly key: KvKey;
  readonly versionstamp: string | null;
}

/** One row to set or delete. `expireInMs` is the earliest time until storage may delete the row. */
export type KvWrite =
  | {
    readonly type: "set";
    readonly key: KvKey;
    readonly value: unknown;
    readonly expireInMs?: number;
  }
  | { readonly type: "delete"; readonly key: KvKey };

/** An atomic commit: every check holds, or no write happens. At most 10 checks (denokv's limit). */
export interface KvCommit {
  readonly checks: readonly KvCheck[];
  readonly writes: readonly KvWrite[];
}

/** Range and order of a list. */
export interface KvRange {
  /** Only rows whose keys come before this one. */
  readonly before?: KvKey;
  /** True: in descending order of keys. */
  readonly reverse?: boolean;
}

/**
 * Every method rejects with `AppError` `storage-unavailable` within its deadline when storage does not answer. A commit
 * that timed out may still land.
 */
export interface KvPort {
  get<Value>(key: RowKey<Value>): Promise<KvRow<Value>>;
  /** Up to 10 keys in one read. */
  getMany<Values extends readonly unknown[]>(
    keys: readonly [...{ [Index in keyof Values]: RowKey<Values[Index]> }],
  ): Promise<{ [Index in keyof Values]: KvRow<Values[Index]> }>;
  /**
   * The rows as this process last read or wrote them, without a call to storage; `null` where one is not remembered. Another
   * process may have changed them since: only a commit that checks a row proves it. Nothing may be refused by them.
   */
  recall<Values extends readonly unknown[]>(
    keys: readonly [...{ [Index in keyof Values]: RowKey<Values[Index]> }],
  ): { [Index in keyof Values]: KvRow<Values[Index]> } | null;
  /** False when a check failed. Concurrent commits may share one round trip; each keeps its own checks. */
  commit(commit: KvCommit): Promise<boolean>;
  /** All rows under a prefix, at most `limit` (default 500), in the order of their keys. */
  list<Value>(prefix: RowKey<Value>, limit?: number, range?: KvRange): Promise<KvRow<Value>[]>;
  /** Calls `changed` when any of the keys (10 at most) may have changed. Changes may be merged. Answers the function that ends it. */
  watch(keys: readonly KvKey[], changed: () => void): () => void;
  close(): void;
}

/** Makes the check that a row still has the version that was read. */
export function unchanged(row: KvRow): KvCheck {
  return { key: row.key, versionstamp: row.versionstamp };
}

/** The value of a row, or `null` where there is none or it has expired: storage may still show an expired row. */
export function unexpired<Value extends { readonly expiresAt: number }>(
  row: KvRow<Value>,
  now: number,
): Value | null {
  return row.value !== null && now < row.value.expiresAt ? row.value : null;
}

/** Most keys of one `getMany`. */
const keysPerRead = 10;

/** Reads any number of rows, in the order of `keys`. */
export async function readRows<Value>(
  kv: Pick<KvPort, "getMany">,
  keys: readonly RowKey<Value>[],
): Promise<KvRow<Value>[]> {
  const reads: Promise<KvRow<Value>[]>[] = [];
  for (let from = 0; from < keys.length; from += keysPerRead) {
    reads.push(kv.getMany<Value[]>(keys.slice(from, from + keysPerRead)));
  }
  return (await Promise.all(reads)).flat();
}

/** Makes the write of a row with the type of its key; `expireInMs` as in `KvWrite`. */
export function setRow<Value>(key: RowKey<Value>, value: Value, expireInMs?: number): KvWrite {
  return { type: "set", key, value, expireInMs };
}

/** Makes the deletion of a row; harmless where there is none. */
export function deleteRow(key: KvKey): KvWrite {
  return { type: "delete", key };
}
