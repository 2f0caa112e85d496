/**
 * Backups of a storage file. `VACUUM INTO` of a live file is a whole copy of one moment; a copy of the file itself is not,
 * since the newest rows are in its `-wal` (docs/facts.md).
 */
import { DatabaseSync } from "node:sqlite";
import { lockStorageFile } from "../storage/storage_file.ts";

/** A backup or a check failed, for a reason that the operator can mend: one line. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** Tables of every Deno KV. */
const kvTables = ["data_version", "kv"];

/**
 * Writes a copy of the storage file `from` into the new file `into`, while a server may be using `from`.
 *
 * @throws BackupError where `into` is there already, or `from` is no storage.
 */
export async function backUp(from: string, into: string): Promise<void> {
  if (await exists(into)) throw new BackupError(`${into} is there already: choose a new name`);
  if (!await exists(from)) throw new BackupError(`${from} is not there`);
  // The copy holds sessions' hashes and names: readable by its owner alone, from its first byte on.
  (await Deno.open(into, { createNew: true, write: true, mode: 0o600 })).close();
  try {
    withDatabase(from, (database) => database.prepare("VACUUM INTO ?").run(into));
    checkFile(into);
  } catch (error) {
    await Deno.remove(into).catch(() => {});
    throw asBackupError(error);
  }
}

/**
 * Replaces the storage file `into` by the copy `from`. The former file is kept beside it; its name is answered, `null`
 * where there was none.
 *
 * @throws BackupError for a copy that is not whole; StartError while a server uses `into`.
 */
export async function restore(from: string, into: string, now: Date): Promise<string | null> {
  if (!await exists(from)) throw new BackupError(`${from} is not there`);
  checkFile(from);
  const lock = await lockStorageFile(into);
  try {
    const former = await exists(into)
      ? `${into}.before-${now.toISOString().replaceAll(/[:.]/g, "-")}`
      : null;
    // Its last rows are in the files beside it: they belong to it, and not to the copy.
    for (const suffix of former === null ? [] : ["", "-wal", "-shm"]) {
      if (await exists(into + suffix)) await Deno.rename(into + suffix, former + suffix);
    }
    const half = `${into}.half`;
    await Deno.copyFile(from, half);
    await Deno.rename(half, into);
    return former;
  } finally {
    lock.release();
  }
}

/** What a storage file holds. */
export interface CheckedFile {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Checks that a file is a whole storage; a server may be using it.
 *
 * @throws BackupError with SQLite's first complaint.
 */
export function checkFile(path: string): CheckedFile {
  try {
    return withDatabase(path, (database) => {
      const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
        .map(({ name }) => String(name));
      if (!kvTables.every((table) => names.includes(table))) {
        throw new BackupError("it is no storage of Deno KV");
      }
      const [complaint] = database.prepare("PRAGMA integrity_check").all()
        .map((row) => String(row.integrity_check));
      if (complaint !== "ok") throw new BackupError(`it is damaged: ${complaint}`);
      const counted = database.prepare("SELECT count(*) AS rows FROM kv").get();
      return { rows: Number(counted?.rows), bytes: Deno.statSync(path).size };
    });
  } catch (error) {
    throw asBackupError(error);
  }
}

function withDatabase<Value>(path: string, use: (database: DatabaseSync) => Value): Value {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return use(database);
  } finally {
    database.close();
  }
}

function asBackupError(error: unknown): BackupError {
  if (error instanceof BackupError) return error;
  return new BackupError(error instanceof Error ? error.message : String(error));
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
