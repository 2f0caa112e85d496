/** What a built `_fresh/server.js` stands on. */
import type { App } from "./app.ts";
import {
  type BuildCache,
  contentTypeOf,
  registerIslands,
  type RouteFile,
  setBuildCache,
} from "./build_cache.ts";
import { setBuildId } from "./build_id.ts";

/** `_fresh/snapshot.js`. */
export interface Snapshot {
  buildId: string;
  clientEntry: BuildCache["clientEntry"];
  islands: { module: object; chunk: string; preload: string[] }[];
  routes: RouteFile[];
  /** By URL path. */
  files: Record<string, { file: string; hash: string }>;
}

/** The app's handler, on what the stand-in built. Named apart from Fresh's own, so that none is mixed. */
export function serveStandInBuild<State>(app: App<State>, snapshot: Snapshot, rootUrl: URL) {
  const { buildId, clientEntry, routes, files } = snapshot;
  setBuildId(buildId);
  const islands: BuildCache["islands"] = new Map();
  for (const { module, chunk, preload } of snapshot.islands) {
    registerIslands(islands, module, chunk, preload);
  }
  const known = new Map(Object.entries(files));
  setBuildCache(app, {
    root: decodeURIComponent(rootUrl.pathname),
    mode: "production",
    clientEntry,
    islands,
    routes,
    async readFile(path) {
      const found = known.get(path);
      if (found === undefined) return null;
      const file = await Deno.open(new URL(found.file, rootUrl));
      const { size } = await file.stat();
      return { body: file.readable, size, contentType: contentTypeOf(path), hash: found.hash };
    },
  });
  return app.handler();
}
