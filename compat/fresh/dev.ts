/** `fresh/dev`: builds the app into `_fresh/`, or serves it as it stands in the sources. */
// deno-lint-ignore-file no-explicit-any -- an app of any state, as Fresh's own Builder has it
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { App } from "./app.ts";
import { registerIslands, type RouteFile, setBuildCache } from "./build_cache.ts";
import { bundle } from "./bundle.ts";
import { lacks } from "./error.ts";
import { asPath, filesUnder, readStatic } from "./files.ts";
import { compareRouteIds, roleOf } from "./fs_routes.ts";
import { alivePath, aliveResponse } from "./live_reload.ts";
import { writeBuild } from "./write_build.ts";

export interface BuildOptions {
  /** Browsers, as esbuild names them. */
  target?: string | string[];
  root?: string;
  outDir?: string;
}

export type ListenOptions = Partial<Deno.ServeTcpOptions>;

export class Builder<State = any> {
  readonly config: Required<BuildOptions>;

  constructor(options: BuildOptions = {}) {
    for (const name of Object.keys(options)) {
      if (!["target", "root", "outDir"].includes(name)) lacks(`the Builder's option ${name}`)();
    }
    const root = asPath(options.root ?? ".", Deno.cwd());
    this.config = {
      root,
      target: options.target ?? ["chrome99", "firefox99", "safari15"],
      outDir: asPath(options.outDir ?? "_fresh", root),
    };
  }

  onTransformStaticFile: (...given: unknown[]) => never = lacks("builder.onTransformStaticFile");
  registerIsland: (...given: unknown[]) => never = lacks("builder.registerIsland");

  /** Serves from memory. A changed source needs a new process: `deno run --watch`. */
  async listen(
    importApp: () => Promise<{ app: App<State> } | App<State>>,
    options: ListenOptions = {},
  ): Promise<void> {
    const { root, target } = this.config;
    const islandFiles = sourcesUnder(join(root, "islands"));
    const [imported, built, routes] = await Promise.all([
      importApp(),
      bundle({ root, islands: islandFiles, target, isDev: true }),
      Promise.all(
        this.#routeFiles().map(async ({ id, file }): Promise<RouteFile> => {
          const load = () => import(pathToFileURL(file).href);
          return roleOf(id).role === "route" ? { id, load } : { id, module: await load() };
        }),
      ),
    ]);
    const [clientEntry, ...entries] = built.entries;
    const islands = new Map();
    for (const [i, file] of islandFiles.entries()) {
      const { chunk, preload } = entries[i];
      registerIslands(islands, await import(pathToFileURL(file).href), chunk, preload);
    }
    const app = imported instanceof App ? imported : imported.app;
    setBuildCache(app, {
      root,
      mode: "development",
      clientEntry,
      islands,
      routes,
      readFile: async (path) => built.read(path) ?? await readStatic(join(root, "static"), path),
    });
    const handle = app.handler();
    Deno.serve({ port: 8000, ...options }, (request, info) => {
      const isAlive = new URL(request.url).pathname === alivePath;
      return isAlive ? aliveResponse() : handle(request, info);
    });
  }

  /** Writes `_fresh/`, which `deno serve` runs. */
  async build(): Promise<void> {
    const { root, target } = this.config;
    const islandFiles = sourcesUnder(join(root, "islands"));
    writeBuild({
      ...this.config,
      islandFiles,
      routeFiles: this.#routeFiles(),
      bundle: await bundle({ root, islands: islandFiles, target, isDev: false }),
    });
  }

  #routeFiles(): { id: string; file: string }[] {
    const folder = join(this.config.root, "routes");
    return sourcesUnder(folder).map((file) => {
      const path = relative(folder, file).replaceAll("\\", "/");
      return { id: `/${path.replace(/\.\w+$/, "")}`, file };
    }).sort((a, b) => compareRouteIds(a.id, b.id));
  }
}

function sourcesUnder(folder: string): string[] {
  const test = /[._]test\.[tj]sx?$/;
  return filesUnder(folder).filter((file) => /\.[tj]sx?$/.test(file) && !test.test(file));
}
