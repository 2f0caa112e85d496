/**
 * Storage as the server sees it: Deno KV behind deadlines. A KV call hangs without an error while its
 * server is away, and a reply can be lost after the commit: so every call here ends, and whatever is written
 * must be harmless when it lands late or twice.
 */

/** A key, as Deno KV knows it. */
export type KvKey = Deno.KvKey;

/** A key that knows the shape of its row. Made in kv_keys.ts; any plain key fits too. */
export type RowKey<Value> = KvKey & {
  /** Never there: only tells the type checker what is stored. */
  readonly rowShape?: Value;
};

/** One row. `versionstamp` is `null` where there is none, and is what a commit's check compares. */
export interface KvRow<Value = unknown> {
  readonly key: KvKey;
  readonly value: Value | null;
  readonly versionstamp: string | null;
}

/** That a row is still as it was read: `null`, that there is none. */
export interface KvCheck {
  readonly key: KvKey;
  readonly versionstamp: string | null;
}

/** One row that is set or deleted; `expireInMs` is the earliest moment at which it may go. */
export type KvWrite =
  | {
    readonly type: "set";
    readonly key: KvKey;
    readonly value: unknown;
    readonly expireInMs?: number;
  }
  | { readonly type: "delete"; readonly key: KvKey };

/** All or nothing: every check holds, or no write happens. At most 10 checks (denokv's limit). */
export interface KvCommit {
  readonly checks: readonly KvCheck[];
  readonly writes: readonly KvWrite[];
}

/** Which rows under a prefix, and in which order. */
export interface KvRange {
  /** Only rows whose keys come before this one. */
  readonly before?: KvKey;
  /** The last first. */
  readonly reverse?: boolean;
}

/**
 * Every method rejects with `AppError` `storage-unavailable` within its deadline when storage does not answer.
 * A commit that is given up may still land.
 */
export interface KvPort {
  get<Value>(key: RowKey<Value>): Promise<KvRow<Value>>;
  /** Up to 10 keys in one read. */
  getMany<Values extends readonly unknown[]>(
    keys: readonly [...{ [Index in keyof Values]: RowKey<Values[Index]> }],
  ): Promise<{ [Index in keyof Values]: KvRow<Values[Index]> }>;
  /** False when a check did not hold. Commits made at once may share one round trip; each keeps its own checks. */
  commit(commit: KvCommit): Promise<boolean>;
  /** All rows under a prefix, at most `limit` (500 when not said), in the order of their keys. */
  list<Value>(prefix: RowKey<Value>, limit?: number, range?: KvRange): Promise<KvRow<Value>[]>;
  /** A hint, never a log: calls back when any of the keys (10 at most) may have changed, until the answered function is called. */
  watch(keys: readonly KvKey[], changed: () => void): () => void;
  close(): void;
}

/** The check that a row is still as it was read. */
export function unchanged(row: KvRow): KvCheck {
  return { key: row.key, versionstamp: row.versionstamp };
}

/** The value of a row that was read, or `null`: none, or past its time, after which storage may still show it. */
export function unexpired<Value extends { readonly expiresAt: number }>(
  row: KvRow<Value>,
  now: number,
): Value | null {
  return row.value !== null && now < row.value.expiresAt ? row.value : null;
}

/** Keys that one `getMany` takes. */
const keysPerRead = 10;

/** The rows of any number of keys, in their order. */
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

/** A write of a row whose key knows its shape. */
export function setRow<Value>(key: RowKey<Value>, value: Value, expireInMs?: number): KvWrite {
  return { type: "set", key, value, expireInMs };
}

/** The write that takes a row away; harmless where there is none. */
export function deleteRow(key: KvKey): KvWrite {
  return { type: "delete", key };
}
