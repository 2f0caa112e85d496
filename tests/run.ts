/**
 * `deno task test`: fetches what the tests need, runs all of them, and ends with a plain line.
 *
 *     tests/run.ts                     everything
 *     tests/run.ts unit integration    these folders
 *     tests/run.ts -- --filter=seat    the rest goes to `deno test`
 */
import { join } from "node:path";
import { ensureBuilt } from "../parts/app.ts";
import { exists } from "../parts/cache.ts";
import { obtainChromium } from "../parts/chromium_program.ts";
import { obtainDenoKv } from "../parts/denokv.ts";
import { obtainLiveKitServer } from "../parts/livekit_program.ts";
import { closingLine, summarise } from "./summary.ts";

const tests = import.meta.dirname ?? ".";
const output = join(tests, "output");
const split = Deno.args.indexOf("--");
const asked = split === -1 ? Deno.args : Deno.args.slice(0, split);
const passedOn = split === -1 ? [] : Deno.args.slice(split + 1);
const folders = asked.length > 0 ? asked : await layers();

await Deno.mkdir(output, { recursive: true });
for await (const entry of Deno.readDir(output)) {
  await Deno.remove(join(output, entry.name), { recursive: true });
}
const isIn = (layer: string) => (folder: string) => folder.split("/")[0] === layer;
if (!folders.every(isIn("unit"))) {
  for (const bring of [obtainLiveKitServer, obtainChromium, ensureBuilt]) await tryTo(bring);
}
// Replicas share a KV server. It takes minutes to build, once: only who needs it waits for it.
if (folders.some(isIn("faults"))) await tryTo(obtainDenoKv);

const junit = join(output, "junit.xml");
const { code } = await new Deno.Command(Deno.execPath(), {
  args: [
    ...["test", "-A", `--junit-path=${junit}`],
    ...passedOn,
    ...folders.map((folder) => join(tests, folder)),
  ],
  cwd: join(tests, ".."),
  stdin: "null",
}).spawn().status;
const summary = summarise(await exists(junit) ? await Deno.readTextFile(junit) : "", code);
if (summary.failed > 0) console.log("\nWhat failed left its traces in tests/output/");
console.log(`\n${closingLine(summary)}`);
Deno.exit(summary.failed > 0 || code !== 0 ? 1 : 0);

/** What cannot be had is said here, and again by each test that fails for want of it. */
async function tryTo(bring: () => Promise<unknown>): Promise<void> {
  try {
    await bring();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

/** The three layers first, the quick one leading; then whatever else has tests. */
async function layers(): Promise<string[]> {
  const first = ["unit", "integration", "e2e"];
  const others = (await Array.fromAsync(Deno.readDir(tests)))
    .filter((entry) => entry.isDirectory && !["output", "fakes", ...first].includes(entry.name));
  return [...first, ...others.map((entry) => entry.name).sort()];
}
