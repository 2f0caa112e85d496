/** The functions that a built `_fresh/server.js` imports. */
import { fileURLToPath } from "node:url";
import { type App, setSite } from "./app.ts";
import { setBuildId } from "./build_id.ts";
import type { ResolvedFreshConfig } from "./context.ts";
import { siteOf, type Snapshot } from "./site.ts";

/** The app's handler, on what the stand-in built. Named apart from Fresh's own, so that none is mixed. */
export function serveStandInBuild<State>(
  app: App<State>,
  snapshot: Snapshot,
  rootUrl: URL,
  mode: ResolvedFreshConfig["mode"] = "production",
) {
  setBuildId(snapshot.buildId);
  app.config.root = fileURLToPath(rootUrl);
  app.config.mode = mode;
  setSite(app, siteOf(snapshot, rootUrl));
  return app.handler();
}
