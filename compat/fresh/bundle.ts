/** Islands into chunks for the browser, by esbuild, which finds npm packages in `node_modules`. */
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { buildId } from "./build_id.ts";

export interface Bundle {
  /** Bytes by file name. */
  files: Map<string, Uint8Array>;
  /** The file of the runtime, and those of `islands`, in their order. */
  entries: string[];
}

/** Fresh's bundler takes every module of a package for one with side effects: what is not imported by name comes along. */
const withSideEffects: esbuild.Plugin = {
  name: "with-side-effects",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === withSideEffects || options.kind === "entry-point") return null;
      const found = await resolve(path, { ...options, pluginData: withSideEffects });
      return { ...found, sideEffects: true };
    });
  },
};

/** Bundles the runtime and each of `islands`. */
export async function bundle(
  options: { root: string; islands: string[]; target: string | string[]; isDev: boolean },
): Promise<Bundle> {
  const { root, islands, target, isDev } = options;
  const names = ["fresh-runtime", ...islands.map((file) => basename(file).replace(/\.\w+$/, ""))];
  const runtime = here(isDev ? "dev_client.ts" : "client.ts");
  const { outputFiles } = await esbuild.build({
    entryPoints: [runtime, ...islands].map((file, i) => ({ in: file, out: names[i] })),
    absWorkingDir: root,
    outdir: ".",
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target,
    minify: !isDev,
    sourcemap: isDev ? "linked" : false,
    jsx: "automatic",
    jsxImportSource: "preact",
    alias: { "fresh/runtime": here("runtime.ts") },
    define: {
      FRESH_BUILD_ID: JSON.stringify(buildId),
      "process.env.NODE_ENV": JSON.stringify(isDev ? "development" : "production"),
    },
    plugins: [withSideEffects],
    logLevel: "silent",
  });
  await esbuild.stop();
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  return { files, entries: names.map((name) => `${name}.js`) };
}

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
