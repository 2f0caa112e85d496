/**
 * `deno task test:mutants [name…]`: makes each mutant in a copy of the tree, runs the test that has to notice, and
 * prints a table. Fails where a test stays green, or is red without any mutant.
 */
import { join } from "node:path";
import { type Mutant, mutated } from "./apply.ts";
import { mutants } from "./mutants.ts";

const root = join(import.meta.dirname ?? "", "../..");
/** Folders that the copies share with the tree: large, and never changed by a test. */
const shared = new Set(["node_modules", ".cache"]);
const leftOut = new Set([".git", "_fresh", ".data", "output"]);

type Verdict = "red" | "GREEN" | "BROKEN";

interface Ran {
  readonly verdict: Verdict;
  readonly output: string;
}

const asked = Deno.args.filter((name) => !name.startsWith("-"));
const chosen = mutants.filter(({ name }) =>
  asked.length === 0 || asked.some((part) => name.includes(part))
);
const queue = [...chosen];
const results = new Map<string, string>();
/** Runs of the tests on unchanged code, each begun by the first mutant that needs it. */
const greenWithout = new Map<string, Promise<Ran>>();
let failures = 0;

const workers = Math.max(1, Math.min(navigator.hardwareConcurrency, queue.length));
await Promise.all(Array.from({ length: workers }, work));
const width = Math.max(...chosen.map(({ name }) => name.length));
console.log();
for (const { name, defect } of chosen) {
  console.log(`${name.padEnd(width)}  ${results.get(name)}  ${defect}`);
}
console.log(
  failures === 0
    ? `\nAll ${chosen.length} mutants were noticed`
    : `\n${failures} of ${chosen.length} mutants were not noticed`,
);
Deno.exit(failures === 0 ? 0 : 1);

async function work(): Promise<void> {
  const copy = await Deno.makeTempDir({ prefix: "mutants-" });
  try {
    await copyTree(root, copy);
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const began = performance.now();
      const { verdict, output } = await tryMutant(copy, mutant);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      results.set(mutant.name, `${verdict.padEnd(6)} ${seconds.padStart(6)} s`);
      console.log(`${verdict} ${mutant.name} (${seconds} s)`);
      if (verdict !== "red") {
        failures++;
        console.log(output.split("\n").slice(-25).join("\n"));
      }
    }
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

async function tryMutant(copy: string, mutant: Mutant): Promise<Ran> {
  const path = join(copy, mutant.file);
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, mutated(text, mutant));
  try {
    const ran = await runTest(copy, mutant);
    if (ran.verdict !== "red") return ran;
    // Red without the mutant as well would say nothing.
    await Deno.writeTextFile(path, text);
    return await isGreenWithout(copy, mutant) ? ran : {
      verdict: "BROKEN",
      output: "The test is red without the mutant, too",
    };
  } finally {
    await Deno.writeTextFile(path, text);
  }
}

async function isGreenWithout(copy: string, mutant: Mutant): Promise<boolean> {
  const { test, environment = {} } = mutant;
  // The model's other seeds are the business of `deno task test:model`.
  const key = JSON.stringify([test, "MODEL_SEED" in environment ? "model" : environment]);
  const ran = greenWithout.get(key) ?? runTest(copy, mutant);
  greenWithout.set(key, ran);
  return (await ran).verdict === "GREEN";
}

async function runTest(copy: string, { test, environment }: Mutant): Promise<Ran> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "-A", "--no-check", "--frozen=false"],
      ...(test.filter === undefined ? [] : ["--filter", test.filter]),
      test.file,
    ],
    cwd: copy,
    env: { NO_COLOR: "1", ...environment },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { verdict: verdictOf(output), output };
}

/** A file that does not even load, a name that nothing declares, or a filter that finds no test, is no red test. */
function verdictOf(output: string): Verdict {
  const [, passed, failed] = /(\d+) passed.* \| (\d+) failed/.exec(output) ?? [];
  const isUnfit = /\(uncaught error\)|ReferenceError: \S+ is not defined/.test(output);
  if (failed === undefined || isUnfit) return "BROKEN";
  if (Number(failed) > 0) return "red";
  return Number(passed) > 0 ? "GREEN" : "BROKEN";
}

async function copyTree(from: string, to: string): Promise<void> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (leftOut.has(name)) continue;
    const [source, target] = [join(from, name), join(to, name)];
    if (shared.has(name)) await Deno.symlink(source, target);
    else if (isDirectory) {
      await Deno.mkdir(target);
      await copyTree(source, target);
    } else if (isFile) await Deno.copyFile(source, target);
  }
}
