/**
 * Deno KV as the server's port knows it, in memory, by a given clock, with the faults that the real one has:
 * calls that hang, replies that are lost after the commit. kv_port_test.ts holds it to what the real one does.
 */
import { AppError } from "../../lib/server/base/app_error.ts";
import { rememberedTables } from "../../lib/server/rows/remembered_rows.ts";
import { RowMemory } from "../../lib/server/storage/row_memory.ts";
import type {
  KvCommit,
  KvKey,
  KvPort,
  KvRange,
  KvRow,
  RowKey,
} from "../../lib/server/storage/kv_port.ts";

interface StoredRow {
  readonly key: KvKey;
  readonly value: unknown;
  readonly versionstamp: string;
  readonly expiresAt: number;
}

export class FakeKv implements KvPort {
  readonly #rows = new Map<string, StoredRow>();
  readonly #watches = new Set<{ keys: Set<string>; changed: () => void }>();
  #memory = new RowMemory({ tables: rememberedTables });
  readonly #now: () => number;
  #version = 0;
  /** Every call is refused as the real one is once its deadline is over. */
  isAway = false;
  /** Runs before each commit is looked at: what others do meanwhile, or a held promise. */
  beforeCommit: (commit: KvCommit) => void | Promise<void> = () => {};
  /** Runs after each read: what others do before its caller goes on. */
  afterRead: (keys: readonly KvKey[]) => void | Promise<void> = () => {};
  /** Commits that are made, and answered "conflict", as KV Connect does when a reply is lost. */
  lostReplies = 0;
  reads = 0;
  commits = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** All rows that have not expired, for looking at in tests. */
  rows(): { key: KvKey; value: unknown }[] {
    return [...this.#rows.values()].filter((row) => row.expiresAt > this.#now());
  }

  async get<Value>(key: RowKey<Value>): Promise<KvRow<Value>> {
    const [row] = await this.getMany([key]);
    return row;
  }

  async getMany<Values extends readonly unknown[]>(
    keys: readonly [...{ [Index in keyof Values]: RowKey<Values[Index]> }],
  ): Promise<{ [Index in keyof Values]: KvRow<Values[Index]> }> {
    await this.#reach();
    this.reads++;
    if (keys.length > 10) throw new TypeError("Too many ranges (max 10)");
    const read = keys.map((key: KvKey) => this.#read(key));
    this.#memory.read(read);
    await this.afterRead(keys);
    const rows: unknown = read;
    return rows as { [Index in keyof Values]: KvRow<Values[Index]> };
  }

  recall<Values extends readonly unknown[]>(
    keys: readonly [...{ [Index in keyof Values]: RowKey<Values[Index]> }],
  ): { [Index in keyof Values]: KvRow<Values[Index]> } | null {
    const rows: unknown = this.#memory.recall(keys);
    return rows as { [Index in keyof Values]: KvRow<Values[Index]> } | null;
  }

  /** What another process does: this one's memory has no part in it. One at a time. */
  async elsewhere<Value>(work: () => Promise<Value>): Promise<Value> {
    const own = this.#memory;
    this.#memory = new RowMemory({ tables: rememberedTables });
    try {
      return await work();
    } finally {
      this.#memory = own;
    }
  }

  async commit(commit: KvCommit): Promise<boolean> {
    let isCommitted = false;
    try {
      return isCommitted = await this.#commit(commit);
    } finally {
      if (!isCommitted) this.#memory.forget(commit);
    }
  }

  async #commit(commit: KvCommit): Promise<boolean> {
    await this.#reach();
    await this.beforeCommit(commit);
    this.commits++;
    if (commit.checks.length > 10) throw new TypeError("Too many checks (max 10)");
    const holds = commit.checks.every(
      ({ key, versionstamp }) => this.#read(key).versionstamp === versionstamp,
    );
    if (!holds) return false;
    const versionstamp = (++this.#version).toString(16).padStart(20, "0");
    for (const write of commit.writes) {
      const name = JSON.stringify(write.key);
      if (write.type === "delete") this.#rows.delete(name);
      else {
        refuseLargeKey(write.key);
        const value = structuredClone(write.value);
        const expiresAt = this.#now() + (write.expireInMs ?? Infinity);
        this.#rows.set(name, { key: write.key, value, versionstamp, expiresAt });
      }
      for (const { keys, changed } of this.#watches) if (keys.has(name)) changed();
    }
    this.#memory.committed(structuredClone(commit), versionstamp);
    if (this.lostReplies > 0) {
      this.lostReplies--;
      return false;
    }
    return true;
  }

  async list<Value>(
    prefix: RowKey<Value>,
    limit = 500,
    { before, reverse = false }: KvRange = {},
  ): Promise<KvRow<Value>[]> {
    await this.#reach();
    const start = JSON.stringify(prefix).slice(0, -1) + ",";
    if (before) refuseLargeKey(before);
    const keys = [...this.#rows].filter(([name]) => name.startsWith(start))
      .map(([, { key }]) => key)
      .filter((key) => before === undefined || compareKeys(key, before) < 0).sort(compareKeys);
    if (reverse) keys.reverse();
    const rows: unknown = keys.map((key) => this.#read(key))
      .filter(({ versionstamp }) => versionstamp !== null).slice(0, limit);
    return rows as KvRow<Value>[];
  }

  watch(keys: readonly KvKey[], changed: () => void): () => void {
    const watch = { keys: new Set(keys.map((key) => JSON.stringify(key))), changed };
    this.#watches.add(watch);
    queueMicrotask(() => this.#watches.has(watch) && changed());
    return () => this.#watches.delete(watch);
  }

  close(): void {
    this.#watches.clear();
  }

  async #reach(): Promise<void> {
    await Promise.resolve();
    if (this.isAway) throw new AppError("storage-unavailable", "Cannot reach storage in time");
  }

  #read(key: KvKey): KvRow {
    refuseLargeKey(key);
    const row = this.#rows.get(JSON.stringify(key));
    if (row === undefined || row.expiresAt <= this.#now()) {
      return { key, value: null, versionstamp: null };
    }
    return { key, value: structuredClone(row.value), versionstamp: row.versionstamp };
  }
}

/** The order of two keys whose parts are of the same types. */
function compareKeys(one: KvKey, other: KvKey): number {
  const at = one.findIndex((part, index) => part !== other[index]);
  if (at < 0 || at >= other.length) return one.length - other.length;
  const [part, otherPart] = [one[at], other[at]];
  if (typeof part === "number") return part - Number(otherPart);
  return String(part) < String(otherPart) ? -1 : 1;
}

/** As the real one: a key has 2 KiB. */
function refuseLargeKey(key: KvKey): void {
  const bytes = key.reduce<number>((sum, part) => {
    return sum + 2 + (typeof part === "string" ? new TextEncoder().encode(part).length : 8);
  }, 0);
  if (bytes > 2048) throw new TypeError("Key too large (max 2048 bytes)");
}
