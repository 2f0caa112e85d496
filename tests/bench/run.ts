/**
 * `deno task bench`: what docs/design.md aims at, as ratios against something measured in the same run.
 *
 *     deno task bench                  all of it; makes docs/speed.md
 *     deno task bench token page       these, and leaves the page as it is
 *     deno task bench background       what a background costs; makes that part of docs/speed.md
 *     deno task bench growth           how cost grows; makes that part of docs/speed.md
 *     deno task bench noise            the noise suppressors; makes that part of docs/speed.md
 *     deno task bench growth million   with a million stored sessions too, which takes minutes
 *     deno task bench tab 10           what a call of 25 costs one tab, over ten minutes; makes that part of docs/speed.md
 *     deno task bench call 24 12       a call of 24 pictures and 12 who listen; makes that part of docs/speed.md
 *     deno task bench crowd 50 300     one page among 50 pictures and 300 who listen; makes that part of docs/speed.md
 */
import { measuredOn } from "../faults/reliability_page.ts";
import { measureBackgrounds } from "./background_bench.ts";
import { measurePages, type PageFigures } from "./page_bench.ts";
import { type Growth, measureGrowth } from "./growth_bench.ts";
import { type CallRow, measureCall, measureCrowd } from "./call_bench.ts";
import { measureNoise } from "./noise_bench.ts";
import { measureNewcomers } from "./newcomers_bench.ts";
import { startServers } from "./servers.ts";
import { measureTab } from "./tab_bench.ts";
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

/** Parts of the page that are measured by themselves. */
const parts: Readonly<Record<string, () => Promise<string>>> = {
  growth: growthPart,
  background: backgroundPart,
  noise: noisePart,
  call: callPart,
  tab: tabPart,
  crowd: crowdPart,
};
const part = parts[Deno.args[0]];
if (part) {
  await writePart(await part());
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

Made by \`deno task bench\`: no figure is written by hand. *Bare* is the least that could do the same (\`tests/bench/bare_server.ts\`,
\`bare_page.ts\`), measured in turns with ours: the ratio counts, not the time. For tokens it
reads and commits one by one; for webhooks it verifies, and groups its commits.

${figures}

Where a target is missed, this is what ours does more: a token request of a person who comes again reads nothing and commits two rows, each with its own
lifetime, after four or five checks; that of a person who comes for the first time reads seven, and commits twice (a place, the seat); the bare one reads three
and commits one. A webhook reads three rows and commits up to six (connection, the space's two, log, the seat, reservation) after two checks, and the first
of a room in a quarter second is told to the room by a call to LiveKit; the bare one commits two after one check, and reads none. The page is an island that hydrates the whole pre-join, from two files of code; the bare one a field and a button, from one.
Joining draws the whole call: its frame while it connects, the people once inside.

${before.slice(before.indexOf("\n## ") + 1)}`,
  );
}

/** Puts a part, which begins with its title, in the place of the page's part of that title, or at its end. The rest stays. */
async function writePart(part: string): Promise<void> {
  console.log(part);
  const title = part.slice(0, part.indexOf("\n") + 1);
  const [head, ...others] = (await Deno.readTextFile(page)).split(/^(?=## )/m);
  const at = others.findIndex((other) => other.startsWith(title));
  if (at >= 0) others[at] = part;
  else others.push(part);
  await Deno.writeTextFile(page, [head, ...others].map((text) => `${text.trimEnd()}\n`).join("\n"));
}

/** What a background costs. */
async function backgroundPart(): Promise<string> {
  const figures = await measureBackgrounds();
  const lines = figures.map((
    { what, isHidden, framesPerSecond, msPerFrame, cpuMsPerFrame, longestTaskMs },
  ) =>
    `| ${what}${isHidden ? ", tab hidden" : ""} | ${framesPerSecond.toFixed(1)} | ` +
    `${msPerFrame.toFixed(1)} ms | ${cpuMsPerFrame.toFixed(1)} ms | ${
      longestTaskMs === 0 ? "none" : `${Math.round(longestTaskMs)} ms`
    } |`
  );
  return `## Backgrounds

Made by \`deno task bench background\`: a drawn person at 1280 × 720, 30 frames a second, before joining, in a whole Chromium without a GPU. Target: at
least 15 frames a second, and no task above 50 ms on the page's main thread. The clock counts other programs on the machine too (see the load below);
the processor time does not.

| what | frames a second | a frame, by the clock | processor time of the tab a frame | the page's longest task above 50 ms |
|---|---|---|---|---|
${lines.join("\n")}

Loaded when a background is first chosen, compressed by Brotli: the worker 8 KB, WebAssembly 456 KB, the model 198 KB, a picture of ours 1–3 KB.

${measuredOn()}
`;
}

/** How well the noise suppressors work, and what they cost. */
async function noisePart(): Promise<string> {
  const figures = await measureNoise();
  return `## The quiet background

Made by \`deno task bench noise\`: each suppressor of *Strong* in a page of ours, in Chromium, in real time. Lower is by so many decibels;
the share of a core is what the worklet itself measures, and what the settings show; the start includes its files.

| suppressor | white noise | typing | of one core | until it sounds |
|---|---|---|---|---|
${
    figures.map(({ suppressor, white, typing, coreRatio, startMs }) =>
      `| ${suppressor === "gtcrn" ? "GTCRN" : "RNNoise"} | ${white.toFixed(1)} dB | ${
        typing.toFixed(1)
      } dB | ${(coreRatio * 100).toFixed(1)} % | ${startMs.toFixed(0)} ms |`
    ).join("\n")
  }

${measuredOn()}
`;
}

/** What a large call costs. */
async function callPart(): Promise<string> {
  const rows = await measureCall(callSize(50, 100));
  return `## A large call

Made by \`deno task bench call\`, with real participants of \`@livekit/rtc-node\` and one page of Chromium at 900 × 600; all of them, LiveKit and the server
share the machine, so the participants' own work is in each figure.

${callTable(rows)}

${measuredOn()}

Beside other work, at loads from 10 to 39, chat took longer (95 of 100 within 60 to 295 ms): the participants' own processes are most of it.
`;
}

/** What a call of 25 costs a tab. */
async function tabPart(): Promise<string> {
  const rows = await measureTab(Number(Deno.args[1]) || 10);
  return `## A tab in a call of 25

Made by \`deno task bench tab\`: 24 real participants who send pictures, and one page of a whole Chromium. Processor time, so that other programs on the machine
count little; the time until the drawing is by the clock, of one join.

${callTable(rows)}

${measuredOn()}
`;
}

/** What a page has to do with more people than one sees. */
async function crowdPart(): Promise<string> {
  const size = callSize(50, 300);
  const rows = await measureCrowd({ ...size, rounds: 8, limitMs: 150_000 });
  return `## A crowd

Made by \`deno task bench crowd\`: one page of Chromium at 900 × 600 among real participants of \`@livekit/rtc-node\`: those with a picture (160 × 90, 5 frames a
second, the first four with a microphone), and those who are connected and subscribe to nothing: what LiveKit would have to send to them is not in it, as the
machine would be measured then. ${size.pictures} and ${size.listeners} were asked for; those are counted who were inside after two and a half minutes each.

${callTable(rows)}

${measuredOn()}
`;
}

function callSize(pictures: number, listeners: number) {
  const [givenPictures, givenListeners] = Deno.args.slice(1).map(Number);
  return { pictures: givenPictures || pictures, listeners: givenListeners || listeners };
}

function callTable(rows: readonly CallRow[]): string {
  const lines = rows.map(({ what, measured, target }) => `| ${what} | ${measured} | ${target} |`);
  return ["| what | measured | target |", "|---|---|---|", ...lines].join("\n");
}

/** How cost grows with what is stored. */
async function growthPart(): Promise<string> {
  const stored = [1, 10_000, 100_000, ...Deno.args.includes("million") ? [1_000_000] : []];
  const growth = await measureGrowth(stored);
  const largest = growth[1].costs[growth[1].costs.length - 1];
  const roundSeconds = (largest.size * largest.micros / 1e6).toFixed(1);
  return `## How cost grows

Made by \`deno task bench growth\`: processor time on a storage file, of the server's process alone, with a LiveKit that answers at once. The first
column runs cold; from there on a flat line means that what is stored beside costs nothing.

| what | ${["few", "more", "many", "a million"].slice(0, stored.length).join(" | ")} |
|---|${growth[0].costs.map(() => "---|").join("")}
${growth.map((row) => growthLine(row, stored.length)).join("\n")}

One replica goes over all spaces with people every 30 s: ${
    largest.size.toLocaleString("en")
  } of them are ${roundSeconds} s of a core. That share of each half minute is what
grows with an installation, while a request costs the same.

**What is outgrown first**, as sums of the figures above. *One machine on a storage file*: a core gives ${
    Math.round(1e6 / Math.min(...growth[0].costs.map(({ micros }) => micros)))
  } tokens a second, one after
another; the rounds take a tenth of a core at ${
    (0.1 * 30e6 / largest.micros).toLocaleString("en", { maximumSignificantDigits: 2 })
  } spaces with people. Before either, LiveKit's media fills the machine. *Replicas on denokv*: one of them, by a
lease, goes on with all rounds, and the first to fill up is denokv: about 1,200 commits a second, one after another ([facts](facts.md#deno-kv)). A person who comes and
goes is three (token, *joined*, *left*), so some 400 of them a second. *Deno Deploy's KV* was not measured. *LiveKit's cluster* grows by nodes, while a room stays on one.

${measuredOn()}
`;
}

function growthLine({ what, costs }: Growth, columns: number): string {
  const cells = costs.map(({ size, micros }) =>
    `${Math.round(micros)} µs with ${size.toLocaleString("en")}`
  );
  const missing = Array.from({ length: columns - cells.length }, () => "");
  return `| ${what} | ${[...cells, ...missing].join(" | ")} |`;
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
    row("Click on Join until inside", ours.connected, theirs.connected, "at most 1.05"),
    row("Click on Join until a picture", ours.firstFrame, theirs.firstFrame, "at most 1.1"),
    row("Processor time of the page's thread: opening", ours.openingWork, theirs.openingWork, "—"),
    row("Processor time of the page's thread: joining", ours.joiningWork, theirs.joiningWork, "—"),
  ];
}
