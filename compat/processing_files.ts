/**
 * A step of the build, on Fresh and on its stand-in alike: the files that processing loads when it is first switched on
 * (workers, WebAssembly, models, pictures). Neither engine can bundle a worker, or serve a file of a package.
 *
 * Sources name such a file by its address, `/processing/<name>`. A build for production puts the hash of its content into
 * the name, also in the scripts that name it, so that browsers may keep it for ever.
 */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";

/** Workers: modules that are bundled, each into one script, by the script's name. */
const scripts: Readonly<Record<string, string>> = {
  background_worker: "lib/media/processing/background_worker.ts",
  recording_worker: "lib/media/recording/recording_worker.ts",
  e2ee_worker: "livekit-client/e2ee-worker",
};

const twilio = "node_modules/@twilio/video-processors/dist/build";
const suppressors = "node_modules/@sapphi-red/web-noise-suppressor/dist";

/** Files that are served as they are, by their names. */
const copied: Readonly<Record<string, string>> = {
  "tflite-simd-1-0-0.wasm": `${twilio}/tflite-simd-1-0-0.wasm`,
  "selfie_segmentation_landscape.tflite": `${twilio}/selfie_segmentation_landscape.tflite`,
  "quiet_worklet.js": "lib/media/processing/quiet_worklet.js",
  "gtcrn_worklet.js": `${suppressors}/gtcrn/workletProcessor.js`,
  "gtcrn.wasm": `${suppressors}/gtcrn.wasm`,
  "rnnoise_worklet.js": `${suppressors}/rnnoise/workletProcessor.js`,
  "rnnoise.wasm": `${suppressors}/rnnoise.wasm`,
  "rnnoise_simd.wasm": `${suppressors}/rnnoise_simd.wasm`,
  ...Object.fromEntries(
    ["hanji", "yard", "night", "pines", "books", "dusk"]
      .map((name) => [`${name}.svg`, `lib/media/processing/pictures/${name}.svg`]),
  ),
};

/** From this size on a compressed file is kept. */
const largeBytes = 100_000;

/** What the server has to know of a file; `lib/server/http/kit/processing_files.ts` reads it. */
interface ListedFile {
  /** The last part of its address. */
  readonly name: string;
  /** Whether the name changes with the content. */
  readonly isLasting: boolean;
}

/** Writes the files and their list into `<outDir>/processing/`; in development without hashes, and not compressed. */
export async function writeProcessingFiles(
  { root, outDir, target, isDev }: {
    root: string;
    outDir: string;
    target: string[];
    isDev: boolean;
  },
): Promise<void> {
  const folder = join(outDir, "processing");
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  const files = new Map([
    ...await bundleScripts(root, target, isDev),
    ...await Promise.all(
      Object.entries(copied).map(async ([name, path]) =>
        [name, await Deno.readFile(join(root, path))] as const
      ),
    ),
  ]);
  const listed: ListedFile[] = [];
  const hashed = new Map<string, string>();
  for (const [name, bytes] of files) {
    const servedAs = isDev ? name : hashedName(name, bytes);
    hashed.set(`/processing/${name}`, `/processing/${servedAs}`);
    await Deno.writeFile(join(folder, servedAs), bytes);
    if (!isDev) await compress(root, join(folder, servedAs), bytes);
    listed.push({ name: servedAs, isLasting: !isDev });
  }
  await Deno.writeTextFile(join(folder, "files.json"), JSON.stringify(listed));
  if (!isDev) await renameIn(join(outDir, "static", "_fresh", "js"), hashed);
}

async function bundleScripts(
  root: string,
  target: string[],
  isDev: boolean,
): Promise<(readonly [string, Uint8Array])[]> {
  const { outputFiles } = await esbuild.build({
    entryPoints: Object.entries(scripts).map(([out, module]) => ({ in: module, out })),
    absWorkingDir: root,
    outdir: ".",
    write: false,
    bundle: true,
    format: "esm",
    platform: "browser",
    // What Emscripten's code would ask of Node.
    external: ["fs", "path"],
    target,
    minify: !isDev,
    logLevel: "silent",
  });
  await esbuild.stop();
  return outputFiles.map(({ path, contents }) => [basename(path), contents]);
}

/** `yard.svg` → `yard-1a2b3c4d5e6f.svg` */
function hashedName(name: string, bytes: Uint8Array): string {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  return name.replace(/\.\w+$/, (ending) => `-${hash}${ending}`);
}

/** Compresses as small as it gets. A package's large files take many seconds, and are kept for the next build. */
async function compress(root: string, file: string, bytes: Uint8Array): Promise<void> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const keptIn = bytes.length < largeBytes ? null : join(root, ".cache", "compressed");
  const write = async (ending: string, make: () => Promise<Uint8Array>) => {
    const kept = keptIn && join(keptIn, basename(file) + ending);
    const before = kept === null ? null : await Deno.readFile(kept).catch(() => null);
    const made = before ?? new Uint8Array(await make());
    await Deno.writeFile(file + ending, made);
    if (before || !keptIn || !kept) return;
    await Deno.mkdir(keptIn, { recursive: true });
    // Whole or not at all: two builds may run at once.
    const unfinished = await Deno.makeTempFile({ dir: keptIn });
    await Deno.writeFile(unfinished, made);
    await Deno.rename(unfinished, kept);
  };
  await write(".br", () => promisify(brotliCompress)(bytes, { params }));
  await write(".gz", () => promisify(gzip)(bytes, { level: 9 }));
}

/** Puts the names with their hashes into the built scripts under `folder`. */
async function renameIn(folder: string, names: ReadonlyMap<string, string>): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) await renameIn(path, names);
    if (!entry.name.endsWith(".js")) continue;
    const code = await Deno.readTextFile(path);
    const renamed = code.replace(/\/processing\/[\w-]+\.\w+/g, (path) => names.get(path) ?? path);
    if (renamed !== code) await Deno.writeTextFile(path, renamed);
  }
}
