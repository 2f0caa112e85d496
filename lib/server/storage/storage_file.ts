/** The database file: locked for one process, and checked to be writable. */
import { StartError } from "../config/start_error.ts";

/** A file that this process has locked. */
export interface StorageFile {
  /** Unlocks the file. The end of the process unlocks it too. */
  release(): void;
}

/**
 * Locks the file for this process: two processes on one SQLite file get "database is locked" sooner or later. The lock
 * is held on `<path>.lock`, which stays. The folder is made.
 * @throws StartError
 */
export async function lockStorageFile(path: string): Promise<StorageFile> {
  const folder = path.replace(/[^/\\]*$/, "");
  let lock: Deno.FsFile;
  try {
    if (folder !== "") await Deno.mkdir(folder, { recursive: true });
    lock = await Deno.open(`${path}.lock`, { create: true, write: true });
  } catch (error) {
    throw storageFileError("the folder of the file cannot be written", error);
  }
  // A file system without locks: start without one.
  const isLocked = await lock.tryLock(true).catch(() => true);
  if (!isLocked) {
    lock.close();
    throw new StartError(
      "KV_URL",
      "another process uses this file; several processes need a KV server",
    );
  }
  return { release: () => lock.close() };
}

/** The error of a database file that cannot be used; `problem` says what cannot be done. */
export function storageFileError(problem: string, error: unknown): StartError {
  return new StartError("KV_URL", `${problem} (${reasonOf(error)})`, error);
}

/** The message of the system or SQLite without its path, which follows a colon. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(":", 1)[0].replace(/\s*\(os error \d+\)/, "").trim();
}
