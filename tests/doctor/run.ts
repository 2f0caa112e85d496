/**
 * `deno task test:doctor [word …]`: breaks settings in earnest, one after the other, and looks whether the doctor and the
 * log say so; docs/operators.md's table gets their rows. All of them, or those whose name holds a word. Fails where one does not say so.
 */
import { which } from "../../toolchain/command.ts";
import { type BrokenSetting, brokenSettings } from "./broken_settings.ts";
import { observe } from "./ground.ts";

interface Row {
  readonly name: string;
  readonly doctor: string;
  readonly log: string;
  readonly failure: string | null;
}

const words = Deno.args;
const chosen = brokenSettings.filter(({ name }) =>
  words.length === 0 || words.some((word) => name.includes(word))
);
const rows: Row[] = [];
const missing: string[] = [];
for (const setting of chosen) {
  if (setting.needs && !await hasNeeded(setting.needs)) {
    missing.push(`${setting.name} (needs ${setting.needs})`);
    continue;
  }
  const began = performance.now();
  const row = await rowOf(setting);
  rows.push(row);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${row.failure === null ? "ok" : "FAILED"} ${setting.name} (${seconds} s)`);
  if (row.failure !== null) console.log(row.failure);
}
if (missing.length > 0) console.log(`Not broken here: ${missing.join("; ")}`);
await writeTable(rows.filter(({ failure }) => failure === null));
Deno.exit(rows.every(({ failure }) => failure === null) ? 0 : 1);

async function hasNeeded(needed: string): Promise<boolean> {
  return /^[A-Z_]+$/.test(needed)
    ? Deno.env.get(needed) !== undefined
    : await which(needed) !== null;
}

async function rowOf({ name, doctor: [check, says], log, broken }: BrokenSetting): Promise<Row> {
  try {
    const observed = await observe(broken);
    const { findings } = observed.doctor;
    const found = findings.find((one) =>
      one.check === check && one.verdict !== "good" && one.says.includes(says)
    );
    const line = log === null ? null : observed.log.split("\n").find((one) => one.includes(log));
    const told = findings.filter(({ verdict }) => verdict !== "good");
    const failure = found === undefined
      ? `The doctor says: ${JSON.stringify(told, null, 2)}`
      : line === undefined
      ? `The log says: ${observed.log.slice(-3000)}`
      : null;
    const verdict = found?.verdict === "unknown" ? "could not tell" : "bad";
    return {
      name,
      doctor: `${verdict}: ${check}: ${found?.says}. → ${found?.fix ?? ""}`,
      log: line === null || line === undefined ? "–" : wordsOf(line),
      failure,
    };
  } catch (error) {
    return { name, doctor: "", log: "", failure: String(error) };
  }
}

/** The log's line, without the time; of an error its reason alone. */
function wordsOf(line: string): string {
  if (!line.startsWith("{")) return line.trim();
  const { event, reason, error } = JSON.parse(line);
  let cause = error;
  while (cause?.cause?.message) cause = cause.cause;
  const more = reason ?? [error?.code, cause?.message].filter(Boolean).join(": ");
  return more ? `\`${event}\` (${more})` : `\`${event}\``;
}

/** Rows that were not broken in this run stay as they are. */
async function writeTable(made: readonly Row[]) {
  const page = new URL("../../docs/operators.md", import.meta.url);
  const text = await Deno.readTextFile(page);
  const [start, end] = ["<!-- deno task test:doctor -->\n", "\n<!-- end -->"];
  const [before, after] = [text.indexOf(start) + start.length, text.indexOf(end)];
  const escape = (text: string) =>
    text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(
      /127\.0\.0\.1:\d+/g,
      "127.0.0.1:…",
    );
  const written = text.slice(before, after).split("\n").filter((line) => line.startsWith("| "));
  const lines = new Map(written.map((line) => [line.slice(2).split(" | ", 1)[0], line]));
  for (const { name, doctor, log } of made) {
    lines.set(name, `| ${name} | ${escape(doctor)} | ${escape(log)} |`);
  }
  const table = [
    "| broken | `deno task doctor` says | the log says |",
    "|---|---|---|",
    ...brokenSettings.flatMap(({ name }) => lines.get(name) ?? []),
  ].join("\n");
  await Deno.writeTextFile(page, text.slice(0, before) + table + text.slice(after));
}
