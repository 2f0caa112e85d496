/** Files of the app, read and written by the Builder. */
import { isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { contentTypeOf, type StaticFile } from "./build_cache.ts";

export function asPath(path: string, folder: string): string {
  if (path.startsWith("file:")) return fileURLToPath(path);
  return isAbsolute(path) ? path : resolve(folder, path);
}

/** A file's path as an import of a module in `folder`. */
export function importPath(folder: string, file: string): string {
  const path = relative(folder, file).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

/** Every file below, in the alphabet's order; none where there is no such folder. */
export function filesUnder(folder: string): string[] {
  try {
    const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
    return entries.flatMap(({ name, isDirectory }) =>
      isDirectory ? filesUnder(join(folder, name)) : [join(folder, name)]
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Hidden files are nobody's, but those that the web has a place for. */
export function isHidden(segments: string[]): boolean {
  return segments.some((name) => name.startsWith(".") && name !== ".well-known");
}

/** A static file as it is on disk now. `path` is a URL's. */
export async function readStatic(staticDir: string, path: string): Promise<StaticFile | null> {
  const segments = path.split("/").slice(1).map(decodeURIComponent);
  if (isHidden(segments) || segments.some((name) => /[/\\\0]/.test(name))) return null;
  try {
    const file = join(staticDir, ...segments);
    const { size, isFile } = await Deno.stat(file);
    if (!isFile) return null;
    const { readable } = await Deno.open(file);
    return { body: readable, size, contentType: contentTypeOf(path), hash: null };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw error;
  }
}
