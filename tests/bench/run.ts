/**
 * `deno task bench`: what docs/design.md aims at, as ratios against something measured in the same run.
 *
 *     deno task bench                  all of it; makes docs/speed.md
 *     deno task bench token page       these, and leaves the page as it is
 *     deno task bench background       what a background costs; makes that part of docs/speed.md
 *     deno task bench growth           how cost grows; makes that part of docs/speed.md
 *     deno task bench growth million   with a million stored sessions too, which takes minutes
 */
import { measuredOn } from "../faults/reliability_page.ts";
import { measureBackgrounds } from "./background_bench.ts";
import { measurePages, type PageFigures } from "./page_bench.ts";
import { type Growth, measureGrowth } from "./growth_bench.ts";
import { measureNewcomers } from "./newcomers_bench.ts";
import { startServers } from "./servers.ts";
import { measureFirstTokens, measureTokens, medians, type ServerFigures } from "./token_bench.ts";
import { measureWebhooks } from "./webhook_bench.ts";

/** One line of the result: ours against theirs, and what the ratio should be. */
interface Row {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: number;
  readonly target: string;
}

const page = new URL("../../docs/speed.md", import.meta.url);
const growthTitle = "## How cost grows";
const backgroundTitle = "## Backgrounds";
if (Deno.args.includes("background")) {
  await writeBackgrounds();
  Deno.exit();
}
if (Deno.args.includes("growth")) {
  await writeGrowth();
  Deno.exit();
}
const isWhole = Deno.args.length === 0;
const asked = new Set(isWhole ? ["token", "newcomers", "webhook", "page"] : Deno.args);
const rows: Row[] = [];
await using servers = await startServers();
if (asked.has("token")) {
  const [rate, slowest] = rowsOf("Token request", await measureTokens(servers), "at least 2.4");
  rows.push(rate, { ...slowest, target: "at most 1" });
  rows.push(rowsOf("First token", await measureFirstTokens(servers), "at least 0.9")[0]);
  await using remote = await startServers("denokv");
  rows.push(rowsOf("Token request, denokv", await measureTokens(remote), "at least 1.2")[0]);
}
if (asked.has("webhook")) {
  rows.push(...rowsOf("Webhook", await measureWebhooks(servers), "at least 0.8").slice(0, 1));
}
if (asked.has("page")) rows.push(...pageRows(await measurePages(servers)));

const lines = [
  "| what | Madang | bare | ratio | target |",
  "|---|---|---|---|---|",
  ...rows.map(({ what, ours, theirs, ratio, target }) =>
    `| ${what} | ${ours} | ${theirs} | ${ratio.toFixed(2)} | ${target} |`
  ),
];
if (asked.has("newcomers")) {
  lines.push(
    "",
    "| 200 newcomers at once | places | admitted: values of all rounds | answered neither by a token nor `space-full` | last answer |",
    "|---|---|---|---|---|",
    ...(await measureNewcomers(servers.liveKit)).map((figures) =>
      `| ${figures.where} | ${figures.capacity} | ${[...new Set(figures.admitted)].join(", ")} | ` +
      `${figures.others} | ${Math.round(figures.lastMs)} ms |`
    ),
  );
}
const figures = `${lines.join("\n")}\n\n${measuredOn()}`;
console.log(figures);
if (isWhole) {
  const before = await Deno.readTextFile(page);
  await Deno.writeTextFile(
    page,
    `# Speed

Made by \`deno task bench\`; none of it is written by hand. *Bare* is the least that could do the same (\`tests/bench/bare_server.ts\`,
\`bare_page.ts\`), measured in turns with ours: the ratio counts, not the time. For tokens it
reads and commits one by one; for webhooks it verifies, and groups its commits.

${figures}

Where a target is missed, this is what ours does more: a token request of a person who comes again reads nothing and commits two rows, each with its own
lifetime, after four or five checks; that of a person who comes for the first time reads seven, and commits twice (a place, the seat); the bare one reads three
and commits one. A webhook reads three rows and commits up to six (connection, the space's two, log, the seat, reservation) after two checks, and the first
of a room in a quarter second is told to the room by a call to LiveKit; the bare one commits two after one check, and reads none. The page is an island that hydrates the whole pre-join, from two files of code; the bare one a field and a button, from one.
Joining draws the whole call.

${before.slice(before.indexOf(backgroundTitle))}`,
  );
}

/** Makes the part on backgrounds, and leaves the rest as it is. */
async function writeBackgrounds() {
  const figures = await measureBackgrounds();
  const lines = figures.map((
    { what, isHidden, framesPerSecond, msPerFrame, cpuMsPerFrame, longestTaskMs },
  ) =>
    `| ${what}${isHidden ? ", tab hidden" : ""} | ${framesPerSecond.toFixed(1)} | ` +
    `${msPerFrame.toFixed(1)} ms | ${cpuMsPerFrame.toFixed(1)} ms | ${
      longestTaskMs === 0 ? "none" : `${Math.round(longestTaskMs)} ms`
    } |`
  );
  const part = `${backgroundTitle}

Made by \`deno task bench background\`: a drawn person at 1280 × 720, 30 frames a second, before joining, in a whole Chromium without a GPU. Target: at
least 15 frames a second, and no task above 50 ms on the page's main thread. The clock counts other programs on the machine too (see the load below);
the processor time does not.

| what | frames a second | a frame, by the clock | processor time of the tab a frame | the page's longest task above 50 ms |
|---|---|---|---|---|
${lines.join("\n")}

Loaded when a background is first chosen, compressed by Brotli: the worker 8 KB, WebAssembly 456 KB, the model 198 KB, a picture of ours 1–3 KB.

${measuredOn()}

`;
  console.log(part);
  const before = await Deno.readTextFile(page);
  const [from, to] = [before.indexOf(backgroundTitle), before.indexOf(growthTitle)];
  const whole = before.slice(0, from < 0 ? to : from) + part + before.slice(to);
  await Deno.writeTextFile(page, whole);
}

/** Makes the page's last part, and leaves the rest as it is. */
async function writeGrowth() {
  const stored = [1, 10_000, 100_000, ...Deno.args.includes("million") ? [1_000_000] : []];
  const growth = await measureGrowth(stored);
  const largest = growth[1].costs[growth[1].costs.length - 1];
  const roundSeconds = (largest.size * largest.micros / 1e6).toFixed(1);
  const part = `${growthTitle}

Made by \`deno task bench growth\`: processor time on a storage file, of the server's process alone, with a LiveKit that answers at once. The first
column runs cold; from there on a flat line means that what is stored beside costs nothing.

| what | ${["few", "more", "many", "a million"].slice(0, stored.length).join(" | ")} |
|---|${growth[0].costs.map(() => "---|").join("")}
${growth.map(growthLine).join("\n")}

One replica goes over all spaces with people every 30 s: ${
    largest.size.toLocaleString("en")
  } of them are ${roundSeconds} s of a core. That share of each half minute is what
grows with an installation, while a request costs the same.

${measuredOn()}
`;
  console.log(part);
  const before = await Deno.readTextFile(page);
  const at = before.indexOf(growthTitle);
  await Deno.writeTextFile(page, (at < 0 ? `${before}\n` : before.slice(0, at)) + part);
}

function growthLine({ what, costs }: Growth): string {
  const cells = costs.map(({ size, micros }) =>
    `${Math.round(micros)} µs with ${size.toLocaleString("en")}`
  );
  return `| ${what} | ${cells.join(" | ")} |`;
}

function rowsOf(what: string, figures: ServerFigures, target: string): [Row, Row] {
  const [ours, theirs] = [medians(figures.ours), medians(figures.theirs)];
  return [{
    what: `${what}, 32 at once`,
    ours: `${Math.round(ours.perSecond)}/s`,
    theirs: `${Math.round(theirs.perSecond)}/s`,
    ratio: ours.perSecond / theirs.perSecond,
    target,
  }, {
    what: `${what}, slowest hundredth`,
    ours: `${ours.p99.toFixed(1)} ms`,
    theirs: `${theirs.p99.toFixed(1)} ms`,
    ratio: ours.p99 / theirs.p99,
    target,
  }];
}

function pageRows({ ours, theirs }: PageFigures): Row[] {
  const row = (what: string, our: number, their: number, target: string): Row => ({
    what,
    ours: `${Math.round(our)} ms`,
    theirs: `${Math.round(their)} ms`,
    ratio: our / their,
    target,
  });
  return [
    row("Page open until one can click", ours.interactive, theirs.interactive, "at most 1.3"),
    row("Click on Join until inside", ours.connected, theirs.connected, "at most 1.2"),
    row("Click on Join until a picture", ours.firstFrame, theirs.firstFrame, "at most 1.2"),
  ];
}
