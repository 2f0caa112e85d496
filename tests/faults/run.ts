/**
 * `deno task faults [f04 f08 …]`: all rows of faults, or those named, with measurements repeated; prints the
 * figures. A run of all rows makes docs/reliability.md's section of them. Fails where a row does, or where a figure is over
 * what the design promises.
 */
import { join } from "node:path";
import * as z from "zod/mini";
import { obtainDenoKv } from "../../toolchain/denokv.ts";
import { obtainLiveKitServer } from "../../toolchain/livekit_program.ts";
import {
  describedBy,
  figuresOver,
  figuresTable,
  resultsByFile,
  type Row,
  rowsTable,
} from "./fault_report.ts";
import { measuredOn, writeReliabilitySection } from "./reliability_page.ts";

const measurementSchema = z.object({
  figure: z.string(),
  milliseconds: z.number(),
  designMs: z.number(),
});

const folder = import.meta.dirname ?? ".";
const root = join(folder, "../..");
const files = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name))
  .filter((name) => /^(f\d\d|kill|who)_.*_test\.ts$/.test(name)).sort();
const chosen = files.filter((name) =>
  Deno.args.length === 0 || Deno.args.some((asked) => name.startsWith(asked))
);

await obtainLiveKitServer();
await obtainDenoKv();
const output = await Deno.makeTempDir({ prefix: "faults-" });
const [junitFile, figuresFile] = [join(output, "junit.xml"), join(output, "figures.jsonl")];
await Deno.writeTextFile(figuresFile, "");
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", `--junit-path=${junitFile}`, ...chosen.map((name) => join(folder, name))],
  cwd: root,
  env: { FAULTS_FIGURES: figuresFile },
  stdin: "null",
}).spawn().status;

const results = resultsByFile(await Deno.readTextFile(junitFile));
const rows: Row[] = [];
for (const name of chosen) {
  const described = describedBy(await Deno.readTextFile(join(folder, name)));
  const result = results.get(`tests/faults/${name}`) ?? { tests: 0, failed: 1, seconds: 0 };
  rows.push({ ...described, ...result });
}
const measurements = (await Deno.readTextFile(figuresFile)).split("\n").filter(Boolean)
  .map((line) => measurementSchema.parse(JSON.parse(line)));
await Deno.remove(output, { recursive: true });

const [table, figures] = [rowsTable(rows), figuresTable(measurements)];
console.log(`\n${figures}\n`);
console.log(
  rows.map(({ name, failed }) => `${name || "–"} ${failed ? "FAILED" : "held"}`).join(", "),
);
if (Deno.args.length === 0) {
  const text = `Made by \`deno task faults\`. ${measuredOn()}\n\n${figures}\n\n${table}`;
  await writeReliabilitySection("Faults", text);
}
const over = figuresOver(measurements);
for (const figure of over) console.error(`OVER ${figure}`);
Deno.exit(code === 0 && over.length > 0 ? 1 : code);
