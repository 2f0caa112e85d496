/** The rows of a KV server as they stand in its file, whatever it would show: read, and brought past their life. */
import { DatabaseSync } from "node:sqlite";
import type { KvServer } from "../../toolchain/denokv.ts";

/** How many rows of each kind are stored, by the first part of their keys; expired ones that are still there too. */
export function countRows({ file }: KvServer): Record<string, number> {
  const counts: Record<string, number> = {};
  using database = openFile(file);
  for (const { k } of database.prepare("select k from kv").all()) {
    const kind = k instanceof Uint8Array ? firstPart(k) : "?";
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/**
 * Brings every row's end nearer, which is what moving the clock of the KV server and of all that wrote would do. Rows
 * without an end stay. The KV server must not run.
 */
export function passTime({ file }: KvServer, milliseconds: number): void {
  using database = openFile(file);
  database.prepare(
    "update kv set expiration_ms = max(expiration_ms - ?, 0) where expiration_ms > 0",
  )
    .run(milliseconds);
}

function openFile(file: string): DatabaseSync {
  return new DatabaseSync(file);
}

/** Deno KV's keys: each part a type byte, and for text its UTF-8 and a zero. */
function firstPart(key: Uint8Array): string {
  return new TextDecoder().decode(key.subarray(1, key.indexOf(0)));
}
