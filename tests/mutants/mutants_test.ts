import { expect } from "expect";
import { join } from "node:path";
import { type Mutant, mutated } from "./apply.ts";
import { mutants } from "./mutants.ts";

const root = join(import.meta.dirname ?? "", "../..");

Deno.test("every mutant's code stands exactly once in its file, and its test is there", async () => {
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

const mutant: Mutant = { ...mutants[0], search: "if (age < limit) stop(age);", replacement: "" };

Deno.test("mutated() finds its code whatever its names and its lines are", () => {
  const change = { ...mutant, replacement: "go(age);" };
  expect(mutated("if (age < limit) stop(age);", change)).toBe("go(age);");
  expect(mutated("a; if (years < max) {}\nif (years < max) end(years);", change))
    .toBe("a; if (years < max) {}\ngo(years);");
  expect(mutated("if (\n  years < max // why\n) end(\n  years,\n);", change)).toBe("go(years);");
});

Deno.test("mutated() wants one name for one name, and keeps literals and keywords", () => {
  for (
    const text of [
      "if (age < limit) stop(limit);",
      "if (age < age) stop(age);",
      "if (age <= limit) stop(age);",
      "if (age < 3) stop(age);",
      "while (age < limit) stop(age);",
    ]
  ) expect(() => mutated(text, mutant)).toThrow("0 times");
});

Deno.test("mutated() takes what is as written before what only looks alike, and refuses what stands twice", () => {
  const text = "if (a < b) c(a); if (age < limit) stop(age);";
  expect(mutated(text, mutant)).toBe("if (a < b) c(a); ");
  expect(() => mutated(text + text, mutant)).toThrow("2 times");
  expect(() => mutated("if (a < b) c(a); if (d < e) f(d);", mutant)).toThrow("2 times");
});
