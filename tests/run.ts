/**
 * `deno task test`: fetches what the tests need, runs all of them, and ends with a plain line.
 *
 *     tests/run.ts                     everything
 *     tests/run.ts unit integration    these folders
 *     tests/run.ts chromium            what takes a whole Chromium, and is not part of everything
 *     tests/run.ts -- --filter=seat    the rest goes to `deno test`: `--shuffle=7` for another order
 */
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "../toolchain/app.ts";
import { exists } from "../toolchain/cache.ts";
import { obtainChromium, obtainWholeChromium } from "../toolchain/chromium_program.ts";
import { obtainDenoKv } from "../toolchain/denokv.ts";
import { obtainFirefox } from "../toolchain/firefox.ts";
import { obtainLiveKitServer } from "../toolchain/livekit_program.ts";
import { closingLine, sum, summarise, type Summary } from "./summary.ts";

/** Layers whose tests share no part of the outside, and leave nothing behind. */
const withoutParts = ["unit", "mutants", "fuzz"];

/** The files of half a minute and more. */
const slowestFirst = [
  ...["types", "e2e/accessibility", "e2e/interruptions", "unit", "e2e/permission"],
  ...["e2e/journey", "e2e/quiet", "integration/dev"],
  ...["e2e/accessibility_moderation", "e2e/encryption", "e2e/seats", "model/model"],
  ...["faults/f08_storage_away", "faults/f01_many_tokens", "faults/f09_lost_replies"],
  ...["model/fake_truth", "faults/f12_killed_in_request", "e2e/accessibility_notices"],
  ...["e2e/voice", "e2e/devices", "e2e/who_may_enter", "e2e/owner", "e2e/switch"],
];

const tests = import.meta.dirname ?? ".";
const output = join(tests, "output");
const split = Deno.args.indexOf("--");
const asked = split === -1 ? Deno.args : Deno.args.slice(0, split);
const passedOn = split === -1 ? [] : Deno.args.slice(split + 1);
const folders = asked.length > 0 ? asked : await allLayers();
// Half of a test's time is waiting for real parts: three processes take little longer than one of them.
const processesAtOnce = asked.length > 0 ? 1 : 3;

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

// A run that is ended takes its processes along.
const processes = new Set<Deno.ChildProcess>();
if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", endProcesses);

const queue = await jobsOf(folders);
const seconds = new Map<string, number>();
const summaries: Summary[] = [];
await Promise.all(Array.from({ length: processesAtOnce }, (_, process) => work(process > 0)));
const summary = sum(summaries);
const slowest = [...seconds].sort(([, a], [, b]) => b - a).slice(0, 15);
console.log("\nThe slowest, in seconds:");
for (const [name, took] of slowest) console.log(`${took.toFixed(1).padStart(7)}  ${name}`);
if (summary.failed > 0) {
  // Repeated at the end, where it is seen first.
  for (const failure of summary.failures) console.log(`\nFAILED ${failure}`);
  console.log("\nWhat failed left its traces in tests/output/");
}
console.log(`\n${closingLine(summary)}`);
Deno.exit(summary.failed > 0 ? 1 : 0);

/** Takes jobs until none is left: those with pages, which are two at once at most while there are others, or the others. */
async function work(prefersPages: boolean): Promise<void> {
  while (queue.length > 0) {
    const preferred = queue.findIndex(({ name }) => name.startsWith("e2e/") === prefersPages);
    const [job] = queue.splice(Math.max(0, preferred), 1);
    const began = performance.now();
    summaries.push(await run(job));
    seconds.set(job.name, (performance.now() - began) / 1000);
  }
}

/** Runs one job. Of several at once each is printed whole, at its end. */
async function run({ name, args }: Job): Promise<Summary> {
  const isAlone = processesAtOnce === 1;
  const process = new Deno.Command(Deno.execPath(), {
    args,
    cwd: join(tests, ".."),
    stdin: "null",
    ...!isAlone && { stdout: "piped", stderr: "piped" },
  }).spawn();
  processes.add(process);
  const code = isAlone ? (await process.status).code : await told(process);
  processes.delete(process);
  const junit = junitOf(name);
  const summary = summarise(await exists(junit) ? await Deno.readTextFile(junit) : "", code);
  // No test of it failed: it did not load, or it is none.
  if (summary.failed > summary.failures.length) summary.failures.push(`${name}, as printed above`);
  return summary;
}

function junitOf(name: string): string {
  return join(output, `${name.replaceAll("/", "-")}.xml`);
}

async function told(process: Deno.ChildProcess): Promise<number> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  console.log(decoder.decode(stdout) + decoder.decode(stderr));
  return code;
}

function endProcesses(): void {
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

/** One process of Deno. */
interface Job {
  /** Such as `e2e/call`; `unit` for all of them. */
  name: string;
  args: string[];
}

/** Types are checked once, by the job that checks all: each process would do most of that again. */
function testJob(name: string, file: string): Job {
  const args = ["test", "-A", "--no-check", `--junit-path=${junitOf(name)}`, ...passedOn, file];
  return { name, args };
}

/** A job for each file with real parts, and one for all that have none. The slowest come first, so that the processes end together. */
async function jobsOf(folders: readonly string[]): Promise<Job[]> {
  const jobs: Job[] = asked.length > 0 ? [] : [{ name: "types", args: ["task", "check"] }];
  for (const folder of folders) {
    const files = await testsIn(join(tests, folder));
    if (withoutParts.some((layer) => isIn(layer)(folder))) {
      jobs.push(testJob(folder, await together(folder, files)));
      continue;
    }
    for (const file of files) {
      jobs.push(testJob(relative(tests, file).replace(/_test\.tsx?$/, ""), file));
    }
  }
  const place = ({ name }: Job) =>
    slowestFirst.includes(name) ? slowestFirst.indexOf(name) : slowestFirst.length;
  return jobs.sort((a, b) => place(a) - place(b));
}

/** One module that imports all of `files`: what they share is loaded once, which takes longer than the tests themselves. */
async function together(folder: string, files: readonly string[]): Promise<string> {
  const entry = join(output, `${folder.replaceAll("/", "-")}_test.ts`);
  const imports = files.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`);
  await Deno.writeTextFile(entry, imports.join(""));
  return entry;
}

/** Test files of a folder, or the one file, by the alphabet. */
async function testsIn(path: string): Promise<string[]> {
  if ((await Deno.stat(path)).isFile) return [path];
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory) found.push(...await testsIn(join(path, name)));
    else if (/_test\.tsx?$/.test(name)) found.push(join(path, name));
  }
  return found.sort();
}

/** A whole Chromium has a task of its own. */
async function allLayers(): Promise<string[]> {
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(tests)) {
    if (isDirectory && !["chromium", "output", "fakes"].includes(name)) folders.push(name);
  }
  return folders.sort();
}
