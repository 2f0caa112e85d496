/** Keeps Fresh's Builder from what it does beside building. */
import { join } from "node:path";

/**
 * Runs Fresh's Builder without a request to the network and without a change to the project: in development it looks for
 * a newer version, and its bundler writes the packages of JSR into `deno.lock`, which is npm's alone
 * (docs/decisions/001-fresh-and-its-stand-in.md).
 */
export async function buildQuietly<T>(root: string, build: () => Promise<T>): Promise<T> {
  Deno.env.set("FRESH_NO_UPDATE_CHECK", "true");
  const lock = join(root, "deno.lock");
  const before = await Deno.readTextFile(lock);
  try {
    return await build();
  } finally {
    if (await Deno.readTextFile(lock) !== before) await Deno.writeTextFile(lock, before);
  }
}
