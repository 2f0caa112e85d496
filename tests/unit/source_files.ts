/** Walks the project's own files. */

/** The project's folder. */
export const root = new URL("../../", import.meta.url);

/** Folders that are left out: generated ones, and those that start with a dot. */
const generated = /^(?:\..*|_fresh|node_modules|output)$/;

/**
 * Files below `folder` whose name matches, as paths from the project's folder. `folder` ends with a slash; `""` is the
 * whole project.
 */
export async function* filesUnder(folder: string, name = /\.tsx?$/): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    if (entry.isDirectory) {
      if (!generated.test(entry.name)) yield* filesUnder(`${folder}${entry.name}/`, name);
    } else if (name.test(entry.name)) yield folder + entry.name;
  }
}

/** The text of a file, by its path from the project's folder. */
export function readSource(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, root));
}
