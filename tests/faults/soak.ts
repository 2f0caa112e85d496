/**
 * `deno task soak [--minutes=10] [--seed=1]`: twenty people join, reload, change devices, sign in and out, and die, on
 * two replicas. At the end no person may be inside twice, presence must be right, memory and open files must be flat, and
 * storage must hold what it held before, once the life of its rows has passed. Ten minutes and more make
 * docs/reliability.md's section of it.
 */
import { seededRandom } from "./histories.ts";
import { measuredOn, writeReliabilitySection } from "./reliability_page.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { SoakPerson } from "./soak_person.ts";
import { countRows, passTime } from "./stored_rows.ts";
import { until } from "./until.ts";

const argument = (name: string, otherwise: number) =>
  Number(Deno.args.find((each) => each.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
const minutes = argument("minutes", 10);
const seed = argument("seed", 1);
const people = 20;
const slugs = ["tea", "bread", "rice", "plums"];
/** Between two things that one person does. */
const pauseMs = { least: 1_000, most: 9_000 };
/** Longer than any row lives; the log's 30 days are the longest. */
const longerThanAllMs = 40 * 24 * 3_600_000;

await using replicas = await startReplicas();
const problems: string[] = [];
const findings: string[] = [];
const done: Record<string, number> = {};
await until("a first round", 40_000, () => countRows(replicas.kv)["reconcile_round"] === 1);
const rowsBefore = countRows(replicas.kv);
const endsAt = performance.now() + minutes * 60_000;
const all = Array.from({ length: people }, (_, index) =>
  new SoakPerson(replicas, {
    name: `Person ${index + 1}`,
    slug: slugs[index % slugs.length],
    random: seededRandom(seed * 1_000 + index),
    counted: (what) => done[what] = (done[what] ?? 0) + 1,
  }));

const samples: { rssBytes: number; openFiles: number }[][] = [];
const watching = watch();
await Promise.all(all.map((person, index) => live(person, seededRandom(-index - seed))));
await watching;
await atRest();
await Promise.all(all.map((person) => person.leave()));
await until("everybody told gone", 120_000, async () => {
  return (await counts()).every((count) => count === 0);
}).catch((error) => problems.push(String(error)));
await Promise.all(all.map((person) => person.end()));
flatness();
await rowsReturn();

console.log(`Done: ${shown(done)}`);
for (const problem of problems) console.error(`BAD: ${problem}`);
for (const finding of findings) console.log(finding);
console.log(problems.length === 0 ? `Soak of ${minutes} minutes: good` : "Soak: bad");
if (minutes >= 10) await writeReliabilitySection("Soak", page());
await replicas[Symbol.asyncDispose]();
Deno.exit(problems.length === 0 ? 0 : 1);

async function live(person: SoakPerson, random: () => number): Promise<void> {
  while (performance.now() < endsAt) {
    const { least, most } = pauseMs;
    await new Promise((resolve) => setTimeout(resolve, least + random() * (most - least)));
    try {
      await person.act();
    } catch (error) {
      const minute = minutes - (endsAt - performance.now()) / 60_000;
      problems.push(`${minute.toFixed(1)} min, ${person.name}: ${error}`);
    }
  }
}

/** Samples the replicas, and looks for two of one seat that stay two. */
async function watch(): Promise<void> {
  let doubles = new Set<string>();
  for (let look = 0; performance.now() < endsAt; look++) {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const now = await doublesInside(replicas);
    for (const double of now) if (doubles.has(double)) problems.push(`Two for 5 s: ${double}`);
    doubles = now;
    if (look % 2 > 0) continue;
    samples.push(await Promise.all(replicas.all.map((replica) => replica.resources())));
    const shown = samples[samples.length - 1].map(({ rssBytes, openFiles }) =>
      `${mebibytes(rssBytes)}, ${openFiles} files`
    );
    console.log(
      `${Math.round(look * 5 / 6) / 10} min: ${shown.join("; ")}; ${problems.length} bad`,
    );
  }
}

/** Pairs of one seat, both active. */
async function doublesInside(replicas: Replicas): Promise<Set<string>> {
  const identities = (await Promise.all(slugs.map((slug) => replicas.identities(slug)))).flat();
  const seatOf = (identity: string) => identity.split(".")[0];
  const pairs = identities.flatMap((one) =>
    identities.filter((other) => one < other && seatOf(one) === seatOf(other))
      .map((other) => `${one} ${other}`)
  );
  return new Set(pairs);
}

/** Waits for rest: LiveKit notices dead clients after about 22 s, and a round corrects the rest. */
async function atRest(): Promise<void> {
  for (const slug of slugs) {
    const here = all.filter((person) => person.slug === slug);
    const truth = () => here.flatMap(({ identity }) => identity ?? []).sort();
    let seen = "";
    await until(`"${slug}" holds who thinks so`, 120_000, async () => {
      const identities = (await replicas.identities(slug)).sort();
      const { count } = await replicas.presence(slug);
      seen = `inside ${identities}, told ${count}, should be ${truth()}`;
      return String(identities) === String(truth()) && count === truth().length;
    }).catch((error) => problems.push(`${error}; ${seen}`));
  }
}

async function counts(): Promise<number[]> {
  return await Promise.all(slugs.map(async (slug) => (await replicas.presence(slug)).count));
}

/** The last quarter against the second: what grows by more than a quarter grows with time. */
function flatness(): void {
  const quarter = Math.floor(samples.length / 4);
  if (quarter === 0) return;
  for (const index of replicas.all.keys()) {
    for (const what of ["rssBytes", "openFiles"] as const) {
      const values = samples.map((sample) => sample[index][what]);
      const middle = median(values.slice(quarter, 2 * quarter));
      const last = median(values.slice(-quarter));
      const allowed = what === "rssBytes" ? middle * 1.25 : middle + 10;
      findings.push(
        what === "rssBytes"
          ? `Replica ${index + 1}, memory: ${mebibytes(middle)}, at the end ${mebibytes(last)}`
          : `Replica ${index + 1}, open files: ${middle}, at the end ${last}`,
      );
      if (last > allowed) problems.push(`Replica ${index + 1}: ${what} grew to ${last}`);
    }
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** LiveKit's rooms close after 20 s; rows written after that expire later too. */
async function rowsReturn(): Promise<void> {
  findings.push(`Rows at the end: ${shown(rowsNow())}`);
  const before = JSON.stringify(sorted(rowsBefore));
  for (let time = 1;; time++) {
    await replicas.kv.kill();
    passTime(replicas.kv, longerThanAllMs);
    await replicas.kv.restart();
    const isBack = await until("rows back to where they were", 120_000, () => {
      return JSON.stringify(rowsNow()) === before;
    }).catch(() => false);
    findings.push(`Rows past their life: ${shown(rowsNow())}; before: ${shown(rowsBefore)}`);
    if (isBack) return;
    if (time === 3) {
      problems.push("Rows are left");
      return;
    }
  }
}

function page(): string {
  return [
    `Made by \`deno task soak\`. ${measuredOn()}`,
    "",
    `${people} people in ${slugs.length} spaces, ${minutes} minutes, seed ${seed}: ` +
    (problems.length === 0 ? "no bad state." : `**${problems.length} bad states.**`),
    "",
    `- Done: ${shown(done)}`,
    ...[...findings, ...problems].map((line) => `- ${line}`),
  ].join("\n");
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

function shown(counts: Record<string, number>): string {
  return Object.entries(counts).map(([what, count]) => `${what} ${count}`).join(", ");
}

function rowsNow(): Record<string, number> {
  return sorted(countRows(replicas.kv));
}

function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([one], [other]) => one < other ? -1 : 1));
}
