/** Islands into chunks for the browser, by esbuild, which finds npm packages in `node_modules`. */
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { contentTypeOf, type StaticFile } from "./build_cache.ts";
import { buildId } from "./build_id.ts";
import { lacks } from "./error.ts";
import { joinChunks } from "./join_chunks.ts";

export interface Bundle {
  /** Bytes by URL path. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  /** For each entry, in the order given: its URL path, and those of all that it imports statically. */
  entries: { chunk: string; preload: string[] }[];
  /** A file of `files`, ready to be served. */
  read(path: string): StaticFile | null;
}

/** Bundles the runtime (the first entry of the answer) and then each of `islands`. */
export async function bundle(
  options: { root: string; islands: string[]; target: string | string[]; isDev: boolean },
): Promise<Bundle> {
  const { root, islands, target, isDev } = options;
  const prefix = `/_fresh/js/${buildId}/`;
  const entryPoints: Record<string, string> = {
    "fresh-runtime": here(isDev ? "dev_client.ts" : "client.ts"),
  };
  islands.forEach((file, i) => {
    const name = basename(file).replace(/\.\w+$/, "").replaceAll(/[^\w-]/g, "_");
    entryPoints[name in entryPoints ? `${name}_${i}` : name] = file;
  });
  const outdir = join(root, "_fresh");
  const split = await esbuild.build({
    entryPoints,
    absWorkingDir: root,
    outdir,
    entryNames: "[name]",
    chunkNames: "chunk-[hash]",
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target,
    minify: !isDev,
    // Korean as it is written: three bytes a syllable, where an escape takes six.
    charset: "utf8",
    sourcemap: isDev ? "linked" : false,
    legalComments: "none",
    jsx: "automatic",
    jsxImportSource: "preact",
    alias: { "fresh/runtime": here("runtime.ts") },
    define: {
      FRESH_BUILD_ID: JSON.stringify(buildId),
      "process.env.NODE_ENV": JSON.stringify(isDev ? "development" : "production"),
    },
    logLevel: "silent",
  });
  const names = Object.keys(entryPoints).map((name) => `${name}.js`);
  const result = isDev ? split : await joinChunks(split, names, { outdir, target });
  await esbuild.stop();

  const outputs = new Map(
    Object.entries(result.metafile.outputs).map(([path, output]) => [basename(path), output]),
  );
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { path, contents } of result.outputFiles) {
    if (path.endsWith(".css")) lacks("CSS imported by an island")();
    files.set(prefix + basename(path), new Uint8Array(contents));
  }
  function closure(name: string, seen = new Set<string>()): Set<string> {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const { path, kind } of outputs.get(name)?.imports ?? []) {
      if (kind === "import-statement") closure(basename(path), seen);
    }
    return seen;
  }
  const entries = Object.keys(entryPoints).map((name) => ({
    chunk: `${prefix}${name}.js`,
    preload: [...closure(`${name}.js`)].map((each) => prefix + each),
  }));
  function read(path: string): StaticFile | null {
    const body = files.get(path);
    if (body === undefined) return null;
    return { body, size: body.byteLength, contentType: contentTypeOf(path), hash: null };
  }
  return { files, entries, read };
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
