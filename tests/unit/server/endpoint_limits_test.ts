/** Walks the routes: an endpoint that makes something has a line in endpoint_limits.ts. */
import { expect } from "expect";
import { endpointLimits } from "../../../lib/server/http/endpoint_limits.ts";

const routes = new URL("../../../routes/", import.meta.url);
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

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

async function endpointsOfRoutes(): Promise<Map<string, string>> {
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

Deno.test("every endpoint that makes something declares how often it may be asked", async () => {
  const endpoints = await endpointsOfRoutes();
  const writing = [...endpoints.keys()].filter((name) => !name.startsWith("GET "));
  expect(writing.length).toBeGreaterThanOrEqual(5);
  const undeclared = writing.filter((name) => !(name in endpointLimits));
  const what = "Say how often in lib/server/http/endpoint_limits.ts, then MADANG_WRITE_DOCS=1 " +
    "deno test -A tests/unit/server/limits_test.ts";
  expect(undeclared.length === 0 ? [] : [what, ...undeclared]).toEqual([]);
  // Whatever is declared exists, and is answered by what counts.
  for (const name of Object.keys(endpointLimits)) {
    // A page counts by itself, since its refusal is a page too.
    const isCounted = /answerApi\(|countRequest\(/.test(endpoints.get(name) ?? "");
    expect([name, isCounted]).toEqual([name, true]);
  }
  for (const name of writing) {
    expect([name, endpoints.get(name)?.includes("answerApi(")]).toEqual([name, true]);
  }
});
