/**
 * A Deno KV server in memory, by a simulated clock, with the faults that the real one has (docs/facts.md): calls that hang
 * while it is away, also those whose callers gave up; replies that are lost after the commit; rows that can be read
 * after their time. fake_truth_test.ts holds it to what the real one does.
 */
import { FakeKvConnection } from "./fake_kv_connection.ts";
import type { Timeline } from "./timeline.ts";

interface StoredRow {
  readonly key: Deno.KvKey;
  readonly value: unknown;
  readonly versionstamp: string;
  /** The earliest moment at which it is gone. */
  readonly expiresAt: number;
  /** How much longer it can be read. */
  readonly lingersMs: number;
}

/** A write that a commit made, for `onCommit`. */
export interface RowChange {
  readonly key: Deno.KvKey;
  readonly before: unknown;
  readonly after: unknown;
}

/** The fate of one call. */
export interface KvFate {
  /** Until it takes effect. */
  readonly sendMs: number;
  /** Until the caller is answered. */
  readonly replyMs: number;
  /** The client sends it again, and answers with the second reply. */
  readonly isReplyLost: boolean;
}

/** How the network and the server are at this moment; asked at each call. */
export interface KvWeather {
  fate(call: "read" | "commit"): KvFate;
  /** A commit was under way when its caller died: does it land all the same? */
  landsAfterDeath(): boolean;
  /** How long a row can be read after its time, at most 57 s. */
  lingersMs(): number;
}

/** A write of a commit. */
export type Mutation =
  | { readonly type: "set"; readonly key: Deno.KvKey; readonly value: unknown; expireIn?: number }
  | { readonly type: "delete"; readonly key: Deno.KvKey };

/** Deno's own limits. */
const maxKeysOfGetMany = 10;

export class FakeKvServer {
  readonly #rows = new Map<string, StoredRow>();
  readonly #timeline: Timeline;
  readonly #weather: KvWeather;
  readonly #maxChecks: number;
  #version = 0;
  #isAway = false;
  #parked: (() => void)[] = [];
  /** Called with every commit's writes, at the moment they are made. */
  onCommit: (changes: readonly RowChange[]) => void = () => {};

  constructor({ timeline, weather, maxChecks }: {
    timeline: Timeline;
    weather: KvWeather;
    /** Checks in one commit: 10 on denokv, 100 on a file or in memory. */
    maxChecks: number;
  }) {
    this.#timeline = timeline;
    this.#weather = weather;
    this.#maxChecks = maxChecks;
  }

  /** Every call hangs from now on. */
  goAway(): void {
    this.#isAway = true;
  }

  /** The calls that hung complete, in any order. */
  comeBack(): void {
    this.#isAway = false;
    for (const act of this.#parked.splice(0)) {
      this.#timeline.after(this.#weather.fate("read").sendMs, () => this.whenUp(act));
    }
  }

  /** A connection, or a rejection while the server is away: the real `openKv` rejects fast. */
  open(): Promise<FakeKvConnection> {
    if (this.#isAway) return Promise.reject(new TypeError("error sending request"));
    return Promise.resolve(new FakeKvConnection(this));
  }

  /** All rows that can still be read. */
  *rows(): Iterable<{ readonly key: Deno.KvKey; readonly value: unknown }> {
    for (const [name, row] of this.#rows) if (this.#found(name)) yield row;
  }

  /** Writes, past all connections. `undefined` deletes. */
  put(key: Deno.KvKey, value: unknown): void {
    this.commit([], [value === undefined ? { type: "delete", key } : { type: "set", key, value }]);
  }

  read(key: Deno.KvKey): Deno.KvEntryMaybe<unknown> {
    const row = this.#found(JSON.stringify(key));
    if (!row) return { key, value: null, versionstamp: null };
    return { key, value: row.value, versionstamp: row.versionstamp };
  }

  readMany(keys: readonly Deno.KvKey[]): Deno.KvEntryMaybe<unknown>[] {
    if (keys.length > maxKeysOfGetMany) throw new TypeError("Too many ranges (max 10)");
    return keys.map((key) => this.read(key));
  }

  list(prefix: Deno.KvKey, limit: number): Deno.KvEntryMaybe<unknown>[] {
    return [...this.rows()]
      .filter(({ key }) =>
        key.length > prefix.length && prefix.every((part, at) => part === key[at])
      )
      .map(({ key }) => key)
      .sort(byKey)
      .slice(0, limit)
      .map((key) => this.read(key));
  }

  commit(
    checks: readonly Deno.AtomicCheck[],
    mutations: readonly Mutation[],
  ): Deno.KvCommitResult | Deno.KvCommitError {
    if (checks.length > this.#maxChecks) {
      throw new Error("Too many checks included in atomic write");
    }
    const holds = checks.every(({ key, versionstamp }) =>
      this.read(key).versionstamp === versionstamp
    );
    if (!holds) return { ok: false };
    const versionstamp = (++this.#version).toString(16).padStart(20, "0");
    const changes: RowChange[] = [];
    for (const mutation of mutations) {
      const { key } = mutation;
      const name = JSON.stringify(key);
      const before = this.read(key).value;
      if (mutation.type === "delete") this.#rows.delete(name);
      else this.#rows.set(name, this.#stored(mutation, versionstamp));
      changes.push({ key, before, after: mutation.type === "delete" ? null : mutation.value });
    }
    this.onCommit(changes);
    return { ok: true, versionstamp };
  }

  /** Now, or once the server is back. */
  whenUp(act: () => void): void {
    if (this.#isAway) this.#parked.push(act);
    else act();
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  get timeline(): Timeline {
    return this.#timeline;
  }

  get weather(): KvWeather {
    return this.#weather;
  }

  #stored(mutation: Mutation & { type: "set" }, versionstamp: string): StoredRow {
    const { key, value, expireIn } = mutation;
    const expiresAt = this.#timeline.now + (expireIn ?? Infinity);
    return { key, value, versionstamp, expiresAt, lingersMs: this.#weather.lingersMs() };
  }

  #found(name: string): StoredRow | null {
    const row = this.#rows.get(name);
    if (row === undefined) return null;
    return row.expiresAt + row.lingersMs > this.#timeline.now ? row : null;
  }
}

/** Deno KV's order of keys, as far as ours go: strings by their bytes (ours are ASCII), then numbers. */
function byKey(one: Deno.KvKey, other: Deno.KvKey): number {
  for (let at = 0; at < Math.min(one.length, other.length); at++) {
    const order = byPart(one[at], other[at]);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

function byPart(one: Deno.KvKeyPart, other: Deno.KvKeyPart): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one === "string" && typeof other === "string") {
    return one < other ? -1 : one > other ? 1 : 0;
  }
  return typeof one === "string" ? -1 : 1;
}
