/** `KvPort` over Deno KV: a file, memory, a KV server (KV Connect) or the platform's own. */
import { AppError } from "../base/app_error.ts";
import { CommitGroups } from "./commit_groups.ts";
import { withinDeadline } from "../base/deadline.ts";
import { isMisuse, KvConnection, kvDeadlineMs, storageTimeout } from "./kv_connection.ts";
import type { KvCommit, KvKey, KvPort, KvRange, KvRow, RowKey } from "./kv_port.ts";
import type { Log } from "../base/log.ts";
import { RowMemory } from "./row_memory.ts";
import { lockStorageFile, type StorageFile, storageFileError } from "./storage_file.ts";

/** Options of `DenoKv`. */
export interface DenoKvOptions {
  readonly connection: KvConnection;
  /** Most checks in one round trip: 100 on a file or in memory, 10 on a KV server. */
  readonly maxChecks: number;
  /** Most round trips of commits at once. */
  readonly maxInFlight: number;
  readonly log: Log;
  /** As `RowMemoryOptions.tables`; none when absent. */
  readonly rememberedTables?: ReadonlySet<Deno.KvKeyPart>;
  /** The file of the database; `null` elsewhere. */
  readonly file?: StorageFile | null;
}

const watchAgainAfterMs = 1_000;

/** A harmless write, for checks that storage can be written. */
export const writeProbe: KvCommit = {
  checks: [],
  writes: [{ type: "set", key: ["write_probe"], value: null, expireInMs: 60_000 }],
};

/**
 * Opens storage. A file's folder is made, and the file is locked for this process. An unreachable KV server does not
 * stop the start: calls reject with `storage-unavailable` until it answers.
 * @param kvUrl a path, `:memory:`, an http(s) address, or `null` for the platform's own.
 * @throws StartError for a file that cannot be used.
 */
export async function openKv(
  kvUrl: string | null,
  log: Log,
  rememberedTables?: ReadonlySet<Deno.KvKeyPart>,
): Promise<KvPort> {
  const isRemote = kvUrl !== null && /^https?:\/\//i.test(kvUrl);
  const isLocal = kvUrl !== null && !isRemote;
  const file = isLocal && kvUrl !== ":memory:" ? await lockStorageFile(kvUrl) : null;
  const open = () => Deno.openKv(kvUrl ?? undefined);
  const connection = new KvConnection({ open, isRemote, log });
  const kv = new DenoKv({
    connection,
    maxChecks: isLocal ? 100 : 10,
    // A file has one writer; more round trips at once would only wait for each other.
    maxInFlight: isLocal ? 1 : 8,
    log,
    rememberedTables,
    file,
  });
  try {
    await connection.start();
    // A full disk or a read-only file shows only on a write.
    if (file) await kv.commit(writeProbe);
  } catch (error) {
    kv.close();
    const cause = error instanceof AppError ? error.cause ?? error : error;
    throw file ? storageFileError("the database cannot be opened and written", cause) : error;
  }
  return kv;
}

/** Deno KV behind deadlines, with concurrent commits grouped. */
export class DenoKv implements KvPort {
  readonly #connection: KvConnection;
  readonly #commits: CommitGroups;
  readonly #rows: RowMemory;
  /** The connection by which the rows were seen. */
  #seenBy: Deno.Kv | null = null;
  readonly #log: Log;
  readonly #file: StorageFile | null;

  constructor({
    connection,
    maxChecks,
    maxInFlight,
    log,
    rememberedTables = new Set(),
    file = null,
  }: DenoKvOptions) {
    this.#connection = connection;
    this.#rows = new RowMemory({ tables: rememberedTables });
    this.#file = file;
    this.#log = log;
    this.#commits = new CommitGroups({
      send: async (commits) => {
        const versionstamp = await connection.call((kv) => commitAtomically(kv, commits));
        if (versionstamp === null) return false;
        for (const commit of commits) this.#memory.committed(commit, versionstamp);
        return true;
      },
      // A misuse is one commit's fault; other errors of storage hit the whole group.
      isWorthRetrying: isMisuse,
      maxChecks,
      maxInFlight,
    });
  }

  async get<Value>(key: RowKey<Value>): Promise<KvRow<Value>> {
    const row = await translateErrors(this.#connection.call((kv) => kv.get<Value>(key)));
    this.#memory.read([row]);
    return row;
  }

  async getMany<Values extends readonly unknown[]>(
    keys: readonly [...{ [Index in keyof Values]: RowKey<Values[Index]> }],
  ): Promise<{ [Index in keyof Values]: KvRow<Values[Index]> }> {
    const rows = await translateErrors(
      this.#connection.call((kv) => kv.getMany<Values>(keys)),
    );
    this.#memory.read(rows);
    return rows;
  }

  recall<Values extends readonly unknown[]>(
    keys: readonly [...{ [Index in keyof Values]: RowKey<Values[Index]> }],
  ): { [Index in keyof Values]: KvRow<Values[Index]> } | null {
    const rows: unknown = this.#memory.recall(keys);
    return rows as { [Index in keyof Values]: KvRow<Values[Index]> } | null;
  }

  async commit(commit: KvCommit): Promise<boolean> {
    const { isCommitted, abandon } = this.#commits.add(commit);
    let isKnown = false;
    try {
      // The deadline includes the wait in the queue.
      isKnown = await translateErrors(withinDeadline(kvDeadlineMs, isCommitted, () => {
        abandon();
        return storageTimeout();
      }));
      return isKnown;
    } finally {
      if (!isKnown) this.#memory.forget(commit);
    }
  }

  /** Behind another connection may be another storage: a restored one, whose versionstamps repeat. */
  get #memory(): RowMemory {
    if (this.#connection.current !== this.#seenBy) this.#rows.clear();
    this.#seenBy = this.#connection.current;
    return this.#rows;
  }

  list<Value>(
    prefix: RowKey<Value>,
    limit = 500,
    { before, reverse }: KvRange = {},
  ): Promise<KvRow<Value>[]> {
    const selector = before ? { prefix, end: before } : { prefix };
    return translateErrors(this.#connection.call(
      (kv) => Array.fromAsync(kv.list<Value>(selector, { limit, reverse })),
    ));
  }

  watch(keys: readonly KvKey[], changed: () => void): () => void {
    const stop = new AbortController();
    this.#watchUntil(stop.signal, keys, changed);
    return () => stop.abort();
  }

  close(): void {
    this.#connection.close();
    this.#file?.release();
  }

  async #watchUntil(signal: AbortSignal, keys: readonly KvKey[], changed: () => void) {
    const isOver = () => signal.aborted || this.#connection.isClosed;
    while (!isOver()) {
      const reader = this.#connection.current?.watch(keys).getReader();
      const cancel = () => reader?.cancel().catch(() => {});
      signal.addEventListener("abort", cancel, { once: true });
      try {
        while (reader && !(await reader.read()).done) {
          if (!isOver()) changed();
        }
      } catch (error) {
        this.#log.debug("watch-ended", { error });
      }
      signal.removeEventListener("abort", cancel);
      // The next watch begins with a value, which replaces hints that were missed meanwhile.
      if (!isOver()) await this.#connection.pause(watchAgainAfterMs);
    }
  }
}

/** The versionstamp of the rows that were written; `null` where a check failed. */
async function commitAtomically(
  kv: Deno.Kv,
  commits: readonly KvCommit[],
): Promise<string | null> {
  const atomic = kv.atomic();
  for (const { checks, writes } of commits) {
    for (const { key, versionstamp } of checks) atomic.check({ key, versionstamp });
    for (const write of writes) {
      if (write.type === "delete") atomic.delete(write.key);
      else atomic.set(write.key, write.value, { expireIn: write.expireInMs });
    }
  }
  const result = await atomic.commit();
  return result.ok ? result.versionstamp : null;
}

/** Passes on misuse; every other rejection of storage becomes `storage-unavailable`. */
async function translateErrors<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError || isMisuse(error)) throw error;
    throw new AppError("storage-unavailable", "Cannot use storage", { cause: error });
  }
}
