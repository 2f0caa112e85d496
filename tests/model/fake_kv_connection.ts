/** A process's connection to the fake Deno KV server: what `Deno.openKv` answers. */
import type { FakeKvServer, Mutation } from "./fake_kv_server.ts";

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
