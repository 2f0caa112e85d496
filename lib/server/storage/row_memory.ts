/**
 * Rows as this process last read or wrote them (docs/decisions/014-remembered-rows.md). Another process may have changed
 * one since: a decision from memory holds only if its commit checks every row that it turns on.
 */
import type { KvCommit, KvKey, KvRow } from "./kv_port.ts";

/** Most rows that a process remembers, about 1 KB each; those put in first make room. */
export const maxRememberedRows = 20_000;

/** Options of `RowMemory`. */
export interface RowMemoryOptions {
  /** First parts of the keys of the rows to remember. */
  readonly tables: ReadonlySet<Deno.KvKeyPart>;
  readonly maxRows?: number;
}

/** A bounded memory of rows. */
export class RowMemory {
  readonly #rows = new Map<string, KvRow>();
  readonly #tables: RowMemoryOptions["tables"];
  readonly #maxRows: number;

  constructor({ tables, maxRows = maxRememberedRows }: RowMemoryOptions) {
    this.#tables = tables;
    this.#maxRows = maxRows;
  }

  /** All rows of `keys`, in their order; `null` where one is not remembered. */
  recall(keys: readonly KvKey[]): KvRow[] | null {
    const rows: KvRow[] = [];
    for (const key of keys) {
      const row = this.#rows.get(JSON.stringify(key));
      if (row === undefined) return null;
      rows.push(row);
    }
    return rows;
  }

  /** Rows were read, also those that are not there. */
  read(rows: readonly KvRow[]): void {
    for (const row of rows) this.#put(row);
  }

  /** A commit was made. */
  committed({ writes }: KvCommit, versionstamp: string): void {
    for (const write of writes) {
      const { key } = write;
      this.#put(
        write.type === "delete"
          ? { key, value: null, versionstamp: null }
          : { key, value: write.value, versionstamp },
      );
    }
  }

  /** A commit failed, or its outcome is unknown: its rows are read anew. */
  forget({ checks, writes }: KvCommit): void {
    for (const { key } of [...checks, ...writes]) this.#rows.delete(JSON.stringify(key));
  }

  clear(): void {
    this.#rows.clear();
  }

  #put(row: KvRow): void {
    if (!this.#tables.has(row.key[0])) return;
    const name = JSON.stringify(row.key);
    this.#rows.delete(name);
    this.#rows.set(name, row);
    if (this.#rows.size <= this.#maxRows) return;
    for (const oldest of this.#rows.keys()) {
      this.#rows.delete(oldest);
      break;
    }
  }
}
