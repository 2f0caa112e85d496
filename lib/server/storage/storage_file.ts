/** The file that storage is in, where it is a file: this process's alone, and one that can be written. */
import { StartError } from "../config/start_error.ts";

/** A file that this process holds. */
export interface StorageFile {
  /** Lets another process have it; so does the end of this one, however it ends. */
  release(): void;
}

/**
 * Takes the file for this process alone: two on one SQLite file meet "database is locked" sooner or later. Held by a lock
 * on `<path>.lock`, which stays. The folder is made.
 *
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
  // A file system without locks: as before there was one.
  const isOurs = await lock.tryLock(true).catch(() => true);
  if (!isOurs) {
    lock.close();
    throw new StartError(
      "KV_URL",
      "another process uses this file; several processes need a KV server",
    );
  }
  return { release: () => lock.close() };
}

/** What a failure to open or write the database is told as. @param action what cannot be done. */
export function storageFileError(action: string, error: unknown): StartError {
  return new StartError("KV_URL", `${action} (${reasonOf(error)})`, error);
}

/** The system's or SQLite's own words; paths stand behind a colon there. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(":", 1)[0].replace(/\s*\(os error \d+\)/, "").trim();
}
