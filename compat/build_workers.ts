/**
 * A step before the build, on Fresh and on its stand-in alike: neither bundles a Web Worker, and both serve what lies under
 * `static/`. Each worker of a package becomes one file there, which git ignores.
 */
import { join } from "node:path";
import * as esbuild from "esbuild";

/** Modules of packages, by the name of their file. */
const workers: Readonly<Record<string, string>> = {
  e2ee: "livekit-client/e2ee-worker",
};

/** Writes `static/workers/<name>.js` for each worker, where it changes. */
export async function buildWorkers(root: string, target: string[]): Promise<void> {
  const { outputFiles } = await esbuild.build({
    entryPoints: Object.entries(workers).map(([out, module]) => ({ in: module, out })),
    absWorkingDir: root,
    outdir: "static/workers",
    write: false,
    bundle: true,
    format: "esm",
    platform: "browser",
    target,
    minify: true,
    legalComments: "none",
    logLevel: "silent",
  });
  await esbuild.stop();
  await Deno.mkdir(join(root, "static/workers"), { recursive: true });
  for (const { path, contents } of outputFiles) {
    const before = await Deno.readFile(path).catch(() => null);
    // In development a written file would be taken for an edit.
    if (before === null || !isSame(before, contents)) await Deno.writeFile(path, contents);
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
