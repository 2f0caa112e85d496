/**
 * Storage as the server sees it: Deno KV behind deadlines. A KV call hangs without an error while its
 * server is away, and a reply can be lost after the commit: so every call here ends, and whatever is written
 * must be harmless when it lands late or twice.
 */

/** A key; parts as Deno KV knows them. */
export type KvKey = readonly (string | number)[];

/** One row. `versionstamp` is `null` where there is none, and is what a commit's check compares. */
export interface KvRow<Value = unknown> {
  readonly key: KvKey;
  readonly value: Value | null;
  readonly versionstamp: string | null;
}

export interface KvCheck {
  readonly key: KvKey;
  readonly versionstamp: string | null;
}

export type KvWrite =
  | { readonly type: "set"; readonly key: KvKey; readonly value: unknown; readonly expireInMs?: number }
  | { readonly type: "delete"; readonly key: KvKey };

/** All or nothing: every check holds, or no write happens. */
export interface KvCommit {
  readonly checks: readonly KvCheck[];
  readonly writes: readonly KvWrite[];
}

/**
 * Every method rejects with `AppError` `storage-unavailable` within its deadline when storage does not answer.
 * A commit that is given up may still land.
 */
export interface KvPort {
  get<Value>(key: KvKey): Promise<KvRow<Value>>;
  /** Up to 10 keys in one read. */
  getMany(keys: readonly KvKey[]): Promise<KvRow[]>;
  /** False when a check did not hold. Commits made at once may share one round trip; each keeps its own checks. */
  commit(commit: KvCommit): Promise<boolean>;
  /** All rows under a prefix, at most `limit`. */
  list<Value>(prefix: KvKey, limit?: number): Promise<KvRow<Value>[]>;
  /** A hint, never a log: calls back when any of the keys may have changed, until the answered function is called. */
  watch(keys: readonly KvKey[], changed: () => void): () => void;
  close(): void;
}
