/**
 * `deno task test`: fetches what the tests need, runs all of them, and ends with a plain line.
 *
 *     tests/run.ts                     everything
 *     tests/run.ts unit integration    these folders
 *     tests/run.ts chromium            what takes a whole Chromium, and is not part of everything
 *     tests/run.ts -- --filter=seat    the rest goes to `deno test`: `--shuffle=7` for another order
 */
import { join } from "node:path";
import { ensureBuilt } from "../toolchain/app.ts";
import { exists } from "../toolchain/cache.ts";
import { obtainChromium, obtainWholeChromium } from "../toolchain/chromium_program.ts";
import { obtainDenoKv } from "../toolchain/denokv.ts";
import { obtainFirefox } from "../toolchain/firefox.ts";
import { obtainLiveKitServer } from "../toolchain/livekit_program.ts";
import { closingLine, sum, summarise, type Summary } from "./summary.ts";

const tests = import.meta.dirname ?? ".";
const output = join(tests, "output");
const split = Deno.args.indexOf("--");
const asked = split === -1 ? Deno.args : Deno.args.slice(0, split);
const passedOn = split === -1 ? [] : Deno.args.slice(split + 1);
// Half of a test's time is waiting for real parts: three processes take little longer than one of them.
const lanes = asked.length > 0 ? [asked] : await threeLanes();
const folders = lanes.flat();

await Deno.mkdir(output, { recursive: true });
for await (const entry of Deno.readDir(output)) {
  await Deno.remove(join(output, entry.name), { recursive: true });
}
const isIn = (layer: string) => (folder: string) => folder.split("/")[0] === layer;
const isFirefox = Deno.env.get("MADANG_BROWSER") === "firefox";
// No package registry has these: where one is missing, every test of its task would fail alike.
if (isFirefox) await need(obtainFirefox);
if (folders.some(isIn("chromium"))) await need(obtainWholeChromium);
if (!folders.every(isIn("unit"))) {
  await tryTo(obtainLiveKitServer);
  if (!isFirefox) await tryTo(obtainChromium);
  await tryTo(ensureBuilt);
}
// Replicas share a KV server. It takes minutes to build, once: only the tests of faults wait for it.
if (folders.some(isIn("faults"))) await tryTo(obtainDenoKv);

// A run that is ended takes its lanes along.
const processes: Deno.ChildProcess[] = [];
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", endLanes);

const summary = sum(await Promise.all(lanes.map(runLane)));
if (summary.failed > 0) {
  // Repeated at the end, where it is seen first.
  for (const failure of summary.failures) console.log(`\nFAILED ${failure}`);
  console.log("\nWhat failed left its traces in tests/output/");
}
console.log(`\n${closingLine(summary)}`);
Deno.exit(summary.failed > 0 ? 1 : 0);

/** Runs the tests of `folders`. The first lane is seen as it runs; what another one says comes whole, at its end. */
async function runLane(folders: readonly string[], lane: number): Promise<Summary> {
  const junit = join(output, `junit-${lane + 1}.xml`);
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "-A", `--junit-path=${junit}`],
      ...passedOn,
      ...folders.map((folder) => join(tests, folder)),
    ],
    cwd: join(tests, ".."),
    stdin: "null",
    ...lane > 0 && { stdout: "piped", stderr: "piped" },
  });
  const process = command.spawn();
  processes.push(process);
  const code = lane > 0 ? await told(process) : (await process.status).code;
  return summarise(await exists(junit) ? await Deno.readTextFile(junit) : "", code);
}

async function told(process: Deno.ChildProcess): Promise<number> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  console.log(decoder.decode(stdout));
  console.error(decoder.decode(stderr));
  return code;
}

function endLanes(): void {
  for (const process of processes) {
    try {
      process.kill("SIGTERM");
    } catch {
      // It has ended.
    }
  }
  Deno.exit(143);
}

/** A part that cannot be fetched is reported here, and again by each test that fails for want of it. */
async function tryTo(bring: () => Promise<unknown>): Promise<void> {
  try {
    await bring();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

/** A part that cannot be fetched ends the run, with a hint how to get it. */
async function need(part: () => Promise<unknown>): Promise<void> {
  try {
    await part();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.log(`\n${closingLine({ passed: 0, failed: 1, skipped: 0, failures: [] })}`);
    Deno.exit(1);
  }
}

/** All that needs no page, and two of pages, dealt in turn: each takes about as long. */
async function threeLanes(): Promise<string[][]> {
  // The slowest first, so that neither gets most of them.
  const slowest = ["return", "encryption", "quiet", "bit_rate", "journey", "leaks"]
    .map((name) => `${name}_test.ts`);
  const others = (await entriesOf("e2e")).map(({ name }) => name)
    .filter((name) => name.endsWith("_test.ts") && !slowest.includes(name));
  const pages = [...slowest, ...others].map((name) => `e2e/${name}`);
  const dealt = (turn: number) => pages.filter((_, index) => index % 2 === turn);
  return [await layersWithoutPages(), dealt(0), dealt(1)];
}

/** The quick ones lead. A whole Chromium has a task of its own. */
async function layersWithoutPages(): Promise<string[]> {
  const first = ["unit", "integration"];
  const others = (await entriesOf(".")).filter(({ isDirectory, name }) =>
    isDirectory && ![...first, "e2e", "chromium", "output", "fakes"].includes(name)
  );
  return [...first, ...others.map(({ name }) => name)];
}

/** In the order of the alphabet. */
async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(tests, folder)));
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}
