/**
 * `deno task fuzz`: every parser of outside input, with seeds that are printed.
 *
 *     tests/fuzz/run.ts                        100,000 cases
 *     tests/fuzz/run.ts --cases=1000000
 *     tests/fuzz/run.ts --only=names --seed=7 [--path=3:1]    once more what failed
 */
import { parseArgs } from "node:util";
import { fuzz, fuzzTargets } from "./fuzz.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    cases: { type: "string", default: "100000" },
    seed: { type: "string" },
    path: { type: "string" },
    only: { type: "string", default: "" },
  },
});
const seed = Number(values.seed ?? crypto.getRandomValues(new Int32Array(1))[0]);
const cases = Number(values.cases);
const targets = fuzzTargets.filter(({ name }) => name.includes(values.only));
let done = 0;
let failed = 0;
console.log(`Seed ${seed}, ${cases} cases in all`);
for (const target of targets) {
  const before = performance.now();
  try {
    const ran = await fuzz(target, cases, seed, values.path);
    done += ran;
    console.log(`ok    ${target.name}: ${ran} cases, ${Math.round(performance.now() - before)} ms`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${target.name}\n${error instanceof Error ? error.message : error}`);
  }
}
console.log(
  `${done} cases of ${
    targets.length - failed
  } targets passed, ${failed} targets failed; seed ${seed}`,
);
Deno.exit(failed > 0 || targets.length === 0 ? 1 : 0);
