/** A short run, the same each time. The long one is `deno task fuzz`. */
import { expect } from "expect";
import { casesOf, fuzz, fuzzTargets } from "./fuzz.ts";

const seed = 20261123;
const cases = 2000;

for (const target of fuzzTargets) {
  Deno.test(`fuzz: ${target.name}`, async () => {
    await fuzz(target, cases, seed);
  });
}

Deno.test("fuzz: every target has its cases, and a name of its own [S65]", () => {
  for (const target of fuzzTargets) expect(casesOf(target, cases)).toBeGreaterThan(0);
  expect(new Set(fuzzTargets.map(({ name }) => name)).size).toBe(fuzzTargets.length);
});
