import { expect } from "expect";
import { join } from "node:path";
import { mutated } from "./apply.ts";
import { mutants } from "./mutants.ts";

const root = join(import.meta.dirname ?? "", "../..");

Deno.test("every mutant's text stands exactly once in its file, and its test is there", async () => {
  for (const mutant of mutants) {
    const text = await Deno.readTextFile(join(root, mutant.file));
    expect(mutated(text, mutant)).not.toBe(text);
    const test = await Deno.readTextFile(join(root, mutant.test.file));
    expect([mutant.name, test.includes(mutant.test.filter ?? "")]).toEqual([mutant.name, true]);
  }
});

Deno.test("mutants have names of their own", () => {
  const names = mutants.map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

Deno.test("mutated() refuses a text that stands twice, or not at all", () => {
  const mutant = { ...mutants[0], search: "one", replacement: "two" };
  expect(mutated("only one", mutant)).toBe("only two");
  expect(() => mutated("one one", mutant)).toThrow("2 times");
  expect(() => mutated("none here: 1", { ...mutant, search: "xyz" })).toThrow("0 times");
});
