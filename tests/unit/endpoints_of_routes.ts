/** Walks the routes: which endpoints there are, by the files that answer them. */

const routes = new URL("../../routes/", import.meta.url);
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Each endpoint by its name (`POST /api/spaces/:slug/links`), with the source of its route. */
export async function endpointsOfRoutes(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const file of filesOf(routes)) {
    const source = await Deno.readTextFile(file);
    for (const method of methods) {
      // As a property (`POST: postToken`), a shorthand (`{ POST }`) or a method (`POST(ctx) {`).
      if (new RegExp(`[{,\\s]${method}\\s*[:,}(]`).test(source)) {
        found.set(`${method} ${routeOf(file)}`, source);
      }
    }
  }
  return found;
}

async function* filesOf(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* filesOf(new URL(`${name}/`, folder));
    else if (/\.tsx?$/.test(name) && !name.startsWith("_")) yield new URL(name, folder);
  }
}

/** `routes/api/spaces/[slug]/presence.ts` as Fresh names it: `/api/spaces/:slug/presence`. */
function routeOf(file: URL): string {
  const path = decodeURIComponent(file.pathname.slice(routes.pathname.length - 1));
  const route = path.replace(/\.tsx?$/, "").replace(/\/index$/, "") || "/";
  return route.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, ":$1");
}
