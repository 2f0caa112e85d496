/**
 * A Deno KV server in memory, by a simulated clock, with the faults that the real one has (facts.md): calls that hang
 * while it is away, also those whose callers gave up; replies that are lost after the commit; rows that can be read
 * after their time. fake_truth_test.ts holds it to what the real one does.
 */
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

/** A write that a commit made, for whoever watches over the rows. */
export interface RowChange {
  readonly key: Deno.KvKey;
  readonly before: unknown;
  readonly after: unknown;
}

/** What becomes of one call. */
export interface KvFate {
  /** Until it takes effect. */
  readonly sendMs: number;
  /** Until the caller hears of it. */
  readonly replyMs: number;
  /** The client sends it again, and answers what the second one brings. */
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

type Mutation =
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
  /** Hears of every commit's writes, at the moment they are made. */
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

  /** What hung completes, in any order. */
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

/** One process's connection. `kill()` is the end of that process; `close()` what the process itself does. */
export class FakeKvConnection implements Deno.Kv {
  readonly #server: FakeKvServer;
  readonly #pending = new Set<(error: Error) => void>();
  #state: "open" | "closed" | "killed" = "open";

  constructor(server: FakeKvServer) {
    this.#server = server;
  }

  get<Value = unknown>(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<Value>> {
    return this.#call("read", () => this.#server.read(key) as Deno.KvEntryMaybe<Value>);
  }

  getMany<Values extends readonly unknown[]>(
    keys: readonly [...{ [Index in keyof Values]: Deno.KvKey }],
  ): Promise<{ [Index in keyof Values]: Deno.KvEntryMaybe<Values[Index]> }> {
    type Rows = { [Index in keyof Values]: Deno.KvEntryMaybe<Values[Index]> };
    return this.#call("read", () => {
      const rows: unknown = this.#server.readMany(keys);
      return rows as Rows;
    });
  }

  list<Value = unknown>(
    selector: Deno.KvListSelector,
    options: Deno.KvListOptions = {},
  ): Deno.KvListIterator<Value> {
    if (!("prefix" in selector)) throw new TypeError("Only prefixes are listed");
    const { prefix } = selector;
    const limit = options.limit ?? Infinity;
    return new FakeKvList<Value>(this.#call("read", () => this.#server.list(prefix, limit)));
  }

  atomic(): Deno.AtomicOperation {
    return new FakeAtomic((checks, mutations) =>
      this.#call("commit", () => this.#server.commit(checks, mutations))
    );
  }

  async set(key: Deno.KvKey, value: unknown, options: { expireIn?: number } = {}) {
    const result = await this.atomic().set(key, value, options).commit();
    if (!result.ok) throw new TypeError("A commit without checks failed");
    return result;
  }

  async delete(key: Deno.KvKey): Promise<void> {
    await this.atomic().delete(key).commit();
  }

  enqueue(): Promise<Deno.KvCommitResult> {
    return Promise.reject(new TypeError("Queues do not work over KV Connect"));
  }

  listenQueue(): Promise<void> {
    return Promise.reject(new TypeError("Queues do not work over KV Connect"));
  }

  /** Never tells anything: a watch is a hint. */
  watch<Values extends readonly unknown[]>(): ReadableStream<
    { [Index in keyof Values]: Deno.KvEntryMaybe<Values[Index]> }
  > {
    return new ReadableStream();
  }

  commitVersionstamp(): symbol {
    throw new TypeError("Not faked");
  }

  close(): void {
    if (this.#state === "open") this.#state = "closed";
    for (const reject of this.#pending) reject(new Deno.errors.BadResource("Bad resource ID"));
    this.#pending.clear();
  }

  /** Its process died: nothing is heard from it any more. */
  kill(): void {
    this.#state = "killed";
    this.#pending.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #call<Value>(kind: "read" | "commit", effect: () => Value): Promise<Value> {
    if (this.#state === "killed") return new Promise(() => {});
    if (this.#state === "closed") {
      return Promise.reject(new Deno.errors.BadResource("Bad resource ID"));
    }
    const { timeline, weather } = this.#server;
    const fate = weather.fate(kind);
    const isAlive = () => this.#state === "open";
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      const end = (settle: () => void) => {
        this.#pending.delete(reject);
        if (isAlive()) settle();
      };
      const send = (isReplyLost: boolean) =>
        timeline.after(fate.sendMs, () =>
          this.#server.whenUp(() => {
            if (!isAlive() && (kind === "read" || !weather.landsAfterDeath())) return;
            let value: Value;
            try {
              value = effect();
            } catch (error) {
              end(() => reject(error));
              return;
            }
            if (kind === "read" && !isReplyLost) return end(() => resolve(value));
            timeline.after(fate.replyMs, () => {
              if (isReplyLost || this.#server.isAway) send(false);
              else end(() => resolve(value));
            });
          }));
      send(fate.isReplyLost);
    });
  }
}

class FakeAtomic implements Deno.AtomicOperation {
  readonly #checks: Deno.AtomicCheck[] = [];
  readonly #mutations: Mutation[] = [];
  readonly #commit: (
    checks: readonly Deno.AtomicCheck[],
    mutations: readonly Mutation[],
  ) => Promise<Deno.KvCommitResult | Deno.KvCommitError>;

  constructor(
    commit: (
      checks: readonly Deno.AtomicCheck[],
      mutations: readonly Mutation[],
    ) => Promise<Deno.KvCommitResult | Deno.KvCommitError>,
  ) {
    this.#commit = commit;
  }

  check(...checks: Deno.AtomicCheck[]): this {
    this.#checks.push(...checks);
    return this;
  }

  set(key: Deno.KvKey, value: unknown, { expireIn }: { expireIn?: number } = {}): this {
    this.#mutations.push({ type: "set", key, value: structuredClone(value), expireIn });
    return this;
  }

  delete(key: Deno.KvKey): this {
    this.#mutations.push({ type: "delete", key });
    return this;
  }

  commit(): Promise<Deno.KvCommitResult | Deno.KvCommitError> {
    return this.#commit(this.#checks, this.#mutations);
  }

  mutate(): this {
    throw new TypeError("Not faked");
  }

  sum(): this {
    throw new TypeError("Not faked");
  }

  min(): this {
    throw new TypeError("Not faked");
  }

  max(): this {
    throw new TypeError("Not faked");
  }

  enqueue(): this {
    throw new TypeError("Not faked");
  }
}

class FakeKvList<Value> implements Deno.KvListIterator<Value> {
  readonly #rows: Promise<Deno.KvEntryMaybe<unknown>[]>;
  #at = 0;

  constructor(rows: Promise<Deno.KvEntryMaybe<unknown>[]>) {
    this.#rows = rows;
  }

  get cursor(): string {
    throw new TypeError("Not faked");
  }

  async next(): Promise<IteratorResult<Deno.KvEntry<Value>, undefined>> {
    const row = (await this.#rows)[this.#at++];
    if (!row) return { done: true, value: undefined };
    return { done: false, value: row as Deno.KvEntry<Value> };
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Deno.KvEntry<Value>> {
    return this;
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
