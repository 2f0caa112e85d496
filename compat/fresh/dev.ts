/** `fresh/dev`: builds the app into `_fresh/`, or serves it as it stands in the sources. */
// deno-lint-ignore-file no-explicit-any -- an app of any state, as Fresh's own Builder has it
import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { App } from "./app.ts";
import { registerIslands, type RouteFile, setBuildCache } from "./build_cache.ts";
import { bundle } from "./bundle.ts";
import { lacks } from "./error.ts";
import { asPath, filesUnder, readStatic } from "./files.ts";
import { compareRouteIds, isLazy } from "./fs_routes.ts";
import { writeBuild } from "./write_build.ts";

export interface BuildOptions {
  /** Browsers, as esbuild names them. */
  target?: string | string[];
  root?: string;
  outDir?: string;
  staticDir?: string;
  islandDir?: string;
  routeDir?: string;
  serverEntry?: string;
  ignore?: RegExp[];
}

export type ListenOptions = Partial<Deno.ServeTcpOptions>;

export class Builder<State = any> {
  readonly config: Required<BuildOptions>;
  #registered: string[] = [];

  constructor(options: BuildOptions = {}) {
    const root = asPath(options.root ?? ".", Deno.cwd());
    this.config = {
      root,
      target: options.target ?? ["chrome99", "firefox99", "safari15"],
      outDir: asPath(options.outDir ?? "_fresh", root),
      staticDir: asPath(options.staticDir ?? "static", root),
      islandDir: asPath(options.islandDir ?? "islands", root),
      routeDir: asPath(options.routeDir ?? "routes", root),
      serverEntry: asPath(options.serverEntry ?? "main.ts", root),
      ignore: options.ignore ?? [/[._]test\.(?:[tj]sx?|[mc][tj]s)$/],
    };
  }

  onTransformStaticFile: (...given: unknown[]) => never = lacks("builder.onTransformStaticFile");

  registerIsland(file: string): void {
    this.#registered.push(asPath(file, this.config.root));
  }

  /** Serves from memory. A changed source needs a new process: `deno run --watch`. */
  async listen(
    importApp: () => Promise<{ app: App<State> } | App<State>>,
    options: ListenOptions = {},
  ): Promise<void> {
    const { root, staticDir, target } = this.config;
    const islandFiles = this.#islandFiles();
    const [imported, built, routes] = await Promise.all([
      importApp(),
      bundle({ root, islands: islandFiles, target, isDev: true }),
      Promise.all(
        this.#routeFiles().map(async ({ id, file }): Promise<RouteFile> => {
          const load = () => import(pathToFileURL(file).href);
          return isLazy(id) ? { id, module: null, load } : { id, module: await load() };
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
      readFile: async (path) => built.read(path) ?? await readStatic(staticDir, path),
    });
    Deno.serve({ port: 8000, ...options }, app.handler());
  }

  /** Writes `_fresh/`, which `deno serve` runs. */
  async build(): Promise<void> {
    const { root, target } = this.config;
    const islandFiles = this.#islandFiles();
    writeBuild({
      ...this.config,
      islandFiles,
      routeFiles: this.#routeFiles(),
      bundle: await bundle({ root, islands: islandFiles, target, isDev: false }),
    });
  }

  #islandFiles(): string[] {
    return [...this.#registered, ...this.#sourcesUnder(this.config.islandDir)];
  }

  #routeFiles(): { id: string; file: string }[] {
    return this.#sourcesUnder(this.config.routeDir).map((file) => {
      const path = relative(this.config.routeDir, file).replaceAll("\\", "/");
      return { id: `/${path.replace(/\.\w+$/, "")}`, file };
    }).sort((a, b) => compareRouteIds(a.id, b.id));
  }

  #sourcesUnder(folder: string): string[] {
    return filesUnder(folder).filter((file) =>
      /\.[tj]sx?$/.test(file) && !this.config.ignore.some((pattern) => pattern.test(file))
    );
  }
}
