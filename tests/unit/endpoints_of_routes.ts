/** Walks the routes: which endpoints there are, by the files that answer them. */
import { filesUnder, readSource } from "./source_files.ts";

const routes = "routes/";
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Each endpoint by its name (`POST /api/spaces/:slug/links`), with the source of its route. */
export async function endpointsOfRoutes(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const file of filesUnder(routes, /^[^_].*\.tsx?$/)) {
    const source = await readSource(file);
    for (const method of methods) {
      // As a property (`POST: postToken`), a shorthand (`{ POST }`) or a method (`POST(ctx) {`).
      if (new RegExp(`[{,\\s]${method}\\s*[:,}(]`).test(source)) {
        found.set(`${method} ${routeOf(file)}`, source);
      }
    }
  }
  return found;
}

/** `routes/api/spaces/[slug]/presence.ts` as Fresh names it: `/api/spaces/:slug/presence`. */
function routeOf(file: string): string {
  const route = file.slice(routes.length - 1).replace(/\.tsx?$/, "").replace(/\/index$/, "") || "/";
  return route.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, ":$1");
}
