/** What a build knows: routes, islands and files; in memory while developing, else from `_fresh/`. */
import type { App } from "./app.ts";

/** An island's chunk in the browser. `preload`: that and every chunk it imports statically. */
export interface Island {
  chunk: string;
  exportName: string;
  preload: string[];
}

export interface StaticFile {
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
  size: number;
  contentType: string;
  hash: string | null;
}

/** A file under `routes/`, by its path without extension: `/api/health`. */
export interface RouteFile {
  id: string;
  /** What frames every answer is there from the start. */
  module?: unknown;
  /** Routes proper are loaded when first asked for. */
  load?: () => Promise<unknown>;
}

export interface BuildCache {
  root: string;
  mode: "development" | "production";
  clientEntry: { chunk: string; preload: string[] };
  islands: Map<unknown, Island>;
  routes: RouteFile[];
  readFile(path: string): Promise<StaticFile | null>;
}

// Beside the app instead of in it, so that the class shows nothing that Fresh's does not.
const caches = new WeakMap<object, BuildCache>();

export function setBuildCache<State>(app: App<State>, cache: BuildCache) {
  app.config.root = cache.root;
  app.config.mode = cache.mode;
  caches.set(app, cache);
}

/** An app that was never built has no files, islands or file routes. */
export function getBuildCache<State>(app: App<State>): BuildCache {
  return caches.get(app) ?? {
    root: ".",
    mode: "production",
    clientEntry: { chunk: "", preload: [] },
    islands: new Map(),
    routes: [],
    readFile: () => Promise.resolve(null),
  };
}

/** Every function that a module under `islands/` exports is an island. */
export function registerIslands(
  islands: Map<unknown, Island>,
  module: object,
  chunk: string,
  preload: string[],
) {
  for (const [exportName, value] of Object.entries(module)) {
    if (typeof value === "function") islands.set(value, { chunk, exportName, preload });
  }
}

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=UTF-8",
  html: "text/html; charset=UTF-8",
  ico: "image/vnd.microsoft.icon",
  jpg: "image/jpeg",
  js: "text/javascript; charset=UTF-8",
  json: "application/json; charset=UTF-8",
  map: "application/json; charset=UTF-8",
  mp3: "audio/mpeg",
  ogg: "audio/ogg",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=UTF-8",
  wasm: "application/wasm",
  wav: "audio/wav",
  webm: "video/webm",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff2: "font/woff2",
};

/** @throws {Error} for an extension that the stand-in does not know. */
export function contentTypeOf(path: string): string {
  const type = contentTypes[path.slice(path.lastIndexOf(".") + 1)];
  if (type === undefined) {
    throw new Error(`Cannot serve ${path}: add its content type to compat/fresh/build_cache.ts`);
  }
  return type;
}
