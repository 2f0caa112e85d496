/**
 * The folder in which fetched and built parts are kept, shared by `deno task dev`, the tests and
 * every checkout of one person on one machine.
 */
import { dirname, join } from "node:path";

/** `$XDG_CACHE_HOME/madang`, else the usual place of the system. */
export function cacheFolder(env: (name: string) => string | undefined = Deno.env.get): string {
  const chosen = env("XDG_CACHE_HOME");
  if (chosen) return join(chosen, "madang");
  const local = env("LOCALAPPDATA");
  if (Deno.build.os === "windows" && local) return join(local, "madang");
  const home = env("HOME") ?? env("USERPROFILE");
  if (!home) throw new Error("Cannot find a cache folder: set XDG_CACHE_HOME or HOME");
  return Deno.build.os === "darwin"
    ? join(home, "Library", "Caches", "madang")
    : join(home, ".cache", "madang");
}

/** A lock that the system gives back when its holder ends, however it ends. */
export interface Lock {
  /** The content that the holder wrote, or that `write` put there. */
  write(text: string): Promise<void>;
  release(): void;
}

/** Takes the lock at `path` at once, or answers the text that its holder left there. */
export async function tryLock(path: string): Promise<Lock | { heldBy: string }> {
  const file = await openLock(path);
  if (await file.tryLock(true)) return lockOf(file);
  file.close();
  return { heldBy: await Deno.readTextFile(path) };
}

/** Does `work` while no other process holds the lock at `path`; waits for its turn. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const file = await openLock(path);
  await file.lock(true);
  try {
    return await work();
  } finally {
    file.close();
  }
}

/**
 * The folder `name` of the cache, made by `make` if it is not there. Half-made ones are never
 * seen: `make` fills a folder beside it, which is renamed when it is done; and two processes that
 * ask at once make it once.
 */
export async function cached(
  name: string,
  make: (folder: string) => Promise<void>,
  root: string = cacheFolder(),
): Promise<string> {
  const folder = join(root, name);
  if (await exists(folder)) return folder;
  return await withLock(`${folder}.lock`, async () => {
    if (await exists(folder)) return folder;
    const unfinished = `${folder}.unfinished`;
    await remove(unfinished);
    await Deno.mkdir(unfinished, { recursive: true });
    try {
      await make(unfinished);
      await Deno.rename(unfinished, folder);
    } finally {
      await remove(unfinished);
    }
    return folder;
  });
}

/** Whether anything is at `path`. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function openLock(path: string): Promise<Deno.FsFile> {
  await Deno.mkdir(dirname(path), { recursive: true });
  return await Deno.open(path, { create: true, read: true, write: true });
}

function lockOf(file: Deno.FsFile): Lock {
  return {
    async write(text) {
      await file.truncate(0);
      await file.seek(0, Deno.SeekMode.Start);
      await file.write(new TextEncoder().encode(text));
    },
    release: () => file.close(),
  };
}

async function remove(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
