/** `fresh/dev`: builds the app into `_fresh/`; in development it builds, and serves that. */
// deno-lint-ignore-file no-explicit-any -- an app of any state, as Fresh's own Builder has it
import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { standInMark } from "../engine.ts";
import type { App } from "./app.ts";
import type { ResolvedFreshConfig } from "./context.ts";
import { buildId } from "./build_id.ts";
import { bundle } from "./bundle.ts";
import { serveStandInBuild } from "./internal.ts";
import { isOfFrame, patternOf, type Snapshot } from "./site.ts";

export interface BuildOptions {
  /** Browsers, as esbuild names them. */
  target?: string | string[];
  root?: string;
  outDir?: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=UTF-8",
  js: "text/javascript; charset=UTF-8",
  map: "application/json; charset=UTF-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=UTF-8",
  wav: "audio/wav",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
};

export class Builder<State = any> {
  readonly #options: Required<BuildOptions>;

  constructor({ root = ".", outDir = "_fresh", target = "es2022" }: BuildOptions = {}) {
    const folder = resolve(root);
    this.#options = {
      ...{ root: folder, target },
      outDir: isAbsolute(outDir) ? outDir : join(folder, outDir),
    };
  }

  /** Writes `_fresh/`, which `deno serve` runs. */
  async build(): Promise<void> {
    await this.#write(this.#options.outDir, "production");
  }

  /** Serves a build of its own. A changed source needs a new process: `deno run --watch`. */
  async listen(
    importApp: () => Promise<{ app: App<State> }>,
    options: Partial<Deno.ServeTcpOptions> = {},
  ): Promise<void> {
    const outDir = join(this.#options.outDir, "development");
    await this.#write(outDir, "development");
    const [{ app }, snapshot] = await Promise.all([
      importApp(),
      import(pathToFileURL(join(outDir, "snapshot.js")).href) as Promise<Snapshot>,
    ]);
    const root = pathToFileURL(`${this.#options.root}/`);
    const handle = serveStandInBuild(app, snapshot, root, "development");
    Deno.serve({ port: 8000, ...options }, (request, info) => {
      const isAlive = new URL(request.url).pathname === "/_fresh/alive";
      return isAlive ? aliveResponse() : handle(request, info);
    });
  }

  /** `snapshot.js` lists all parts, and `server.js` serves them. */
  async #write(outDir: string, mode: ResolvedFreshConfig["mode"]): Promise<void> {
    const { root, target } = this.#options;
    const islands = sourcesUnder(join(root, "islands"));
    const built = await bundle({ root, islands, target, isDev: mode === "development" });
    const prefix = `/_fresh/js/${buildId}/`;
    const staticDir = join(outDir, "static");
    rmSync(staticDir, { recursive: true, force: true });
    Deno.mkdirSync(join(staticDir, prefix), { recursive: true });
    const files: Snapshot["files"] = {};
    const add = (path: string, file: string, bytes: Uint8Array) => {
      const type = contentTypes[path.slice(path.lastIndexOf(".") + 1)];
      if (type === undefined) {
        throw new Error(`Add the content type of ${path} to ${import.meta.url}`);
      }
      const hash = createHash("sha256").update(bytes).digest("hex");
      files[path] = { file: importPath(root, file), hash, type };
    };
    for (const [name, bytes] of built.files) {
      const file = join(staticDir, prefix, name);
      Deno.writeFileSync(file, bytes);
      add(prefix + name, file, bytes);
    }
    for (const file of filesUnder(join(root, "static"))) {
      const segments = relative(join(root, "static"), file).split(/[\\/]/);
      if (segments.some((name) => name.startsWith(".") && name !== ".well-known")) continue;
      add(`/${segments.map(encodeURIComponent).join("/")}`, file, Deno.readFileSync(file));
    }

    const imports: string[] = [];
    const loaded = (file: string, name: string) => {
      imports.push(`import * as ${name} from ${JSON.stringify(importPath(outDir, file))};`);
      return name;
    };
    const [clientEntry, ...chunks] = built.entries.map((name) => prefix + name);
    const islandLines = islands.map((file, i) =>
      `  { module: ${loaded(file, `island${i}`)}, chunk: ${JSON.stringify(chunks[i])} },`
    );
    const routeLines = sourcesUnder(join(root, "routes")).map((file, i) => {
      const path = relative(join(root, "routes"), file).replaceAll("\\", "/");
      const id = `/${path.replace(/\.\w+$/, "")}`;
      if (!isOfFrame(id)) patternOf(id);
      const how = isOfFrame(id)
        ? `module: ${loaded(file, `route${i}`)}`
        : `load: () => import(${JSON.stringify(importPath(outDir, file))})`;
      return `  { id: ${JSON.stringify(id)}, ${how} },`;
    });
    writeLines(join(outDir, "snapshot.js"), [
      standInMark,
      ...imports,
      `export const buildId = ${JSON.stringify(buildId)};`,
      `export const clientEntry = ${JSON.stringify(clientEntry)};`,
      `export const islands = [\n${islandLines.join("\n")}\n];`,
      `export const routes = [\n${routeLines.join("\n")}\n];`,
      `export const files = ${JSON.stringify(files, null, 1)};`,
    ]);
    const rootPath = JSON.stringify(`${importPath(outDir, root)}/`);
    writeLines(join(outDir, "server.js"), [
      `${standInMark}: serve it on the same, as compat/engine.ts sees to.`,
      `import { serveStandInBuild } from "fresh/internal";`,
      `import * as snapshot from "./snapshot.js";`,
      `import { app } from ${JSON.stringify(importPath(outDir, join(root, "main.ts")))};`,
      `const fetch = serveStandInBuild(app, snapshot, new URL(${rootPath}, import.meta.url));`,
      `export default { fetch };`,
    ]);
  }
}

/** An event stream that names this process and stays open until it ends: dev_client.ts listens. */
function aliveResponse(): Response {
  const said = new TextEncoder().encode(`retry: 1000\ndata: ${buildId}\n\n`);
  const body = new ReadableStream({ start: (controller) => controller.enqueue(said) });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

/** A file's path as an import of a module in `folder`. */
function importPath(folder: string, file: string): string {
  const path = relative(folder, file).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

/** Every file below, in the alphabet's order; none where there is no such folder. */
function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name)).sort();
}

function sourcesUnder(folder: string): string[] {
  return filesUnder(folder).filter((file) => /\.tsx?$/.test(file) && !/[._]test\./.test(file));
}

function writeLines(file: string, lines: string[]) {
  Deno.mkdirSync(dirname(file), { recursive: true });
  Deno.writeTextFileSync(file, lines.join("\n") + "\n");
}
