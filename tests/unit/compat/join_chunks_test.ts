import * as esbuild from "esbuild";
import { expect } from "expect";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { importedBy } from "../../integration/imported_by.ts";
import { joinChunks } from "../../../compat/join_chunks.ts";

const large = `"${"x".repeat(5_000)}"`;

/** Two pages with much in common, and something that either loads later. */
const sources: Record<string, string> = {
  "fresh-runtime.js": `import { core } from "./core.js"; export const boot = () => core;`,
  "core.js": `export const core = "core";`,
  "counter.js": `import "./core.js"; export let count = 0; export const add = () => ++count;`,
  "words.js": `export default "words"; export const size = ${large}.length;`,
  "tiny.js": `import words from "./words.js"; export const tiny = () => words.length;`,
  "own.js": `export const own = (word) => word + "!";`,
  "one.js": `
    import { add, count } from "./counter.js";
    import words, { size } from "./words.js";
    import { own } from "./own.js";
    import { tiny } from "./tiny.js";
    export const small = tiny;
    export default () => { add(); return [count, own(words), size]; };
    export const later = () => import("./later.js");`,
  "two.js": `
    import { core } from "./core.js";
    import { add } from "./counter.js";
    import words from "./words.js";
    export default () => [add(), core, words];
    export const later = () => import("./later.js");`,
  "three.js": `import { core } from "./core.js"; export default () => core;`,
  "later.js": `
    import { add, count } from "./counter.js";
    import { own } from "./own.js";
    import words from "./words.js";
    import { tiny } from "./tiny.js";
    import { deep } from "./deep.js";
    export const small = tiny;
    export const deepHere = deep;
    export const deeper = () => import("./deeper.js");
    export const more = () => { add(); return [count, own(words)]; };`,
  "deep.js": `export const deep = (word) => word + "?"; export const more = ${large}.length;`,
  "deeper.js": `
    import { deep } from "./deep.js";
    import { size } from "./words.js";
    export default () => deep(String(size));`,
};

const pages = ["one.js", "two.js", "three.js"];

async function built() {
  const folder = await Deno.makeTempDir({ prefix: "madang-join-" });
  for (const [name, source] of Object.entries(sources)) {
    await Deno.writeTextFile(join(folder, name), source);
  }
  const outdir = join(folder, "out");
  await esbuild.build({
    entryPoints: ["fresh-runtime.js", ...pages].map((name) => join(folder, name)),
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
  });
  await Deno.writeTextFile(join(outdir, "chunk-0LDBU1LD.js"), "export const a = 1; // not joined");
  const namesBefore = [...Deno.readDirSync(outdir)].map(({ name }) => name).sort();
  const needs = await joinChunks(outdir, "es2022");
  await esbuild.stop();
  return {
    needs,
    namesBefore,
    names: [...Deno.readDirSync(outdir)].map(({ name }) => name).sort(),
    importsOf: (name: string) => importedBy(Deno.readTextFileSync(join(outdir, name))),
    textOf: (name: string) => Deno.readTextFileSync(join(outdir, name)),
    load: (name: string) => import(pathToFileURL(join(outdir, name)).href),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("joinChunks() keeps one of each module, also for what is loaded later", async () => {
  await using build = await built();
  const [one, two, three] = await Promise.all(pages.map(build.load));
  expect(one.default()).toEqual([1, "words!", 5_000]);
  expect(two.default()).toEqual([2, "core", "words"]);
  expect(three.default()).toBe("core");
  expect((await build.load("fresh-runtime.js")).boot()).toBe("core");
  const [later, again] = await Promise.all([one.later(), two.later()]);
  expect(later.more()).toEqual([3, "words!"]);
  expect(again).toBe(later);
  expect([later.small, later.small()]).toEqual([one.small, "words".length]);
});

Deno.test("joinChunks() leaves few files for a page: the runtime, its own, what most pages use", async () => {
  await using build = await built();
  const imported = new Set(build.importsOf("one.js"));
  const shared = [...imported].filter((name) => name !== "fresh-runtime.js");
  // The tiny one, which only this page and the late script use, is with the words that it imports.
  expect(shared).toHaveLength(1);
  expect(new Set(build.importsOf("two.js"))).toEqual(new Set(["fresh-runtime.js", ...shared]));
  expect(build.importsOf("three.js")).toEqual(["fresh-runtime.js"]);
  expect(build.importsOf("fresh-runtime.js")).toEqual([]);
  expect(build.needs).toEqual({ "one.js": shared, "two.js": shared, "three.js": [] });
});

Deno.test("joinChunks() makes no file for what a late script shares with one that only it loads", async () => {
  await using build = await built();
  const later = await (await build.load("one.js")).later();
  const deeper = await later.deeper();
  expect([deeper.default(), later.deepHere("a")]).toEqual(["5000?", "a?"]);
  const find = (start: string) => build.names.find((name) => name.startsWith(start)) ?? "";
  const words = build.importsOf("one.js").filter((name) => name !== "fresh-runtime.js");
  expect(new Set(build.importsOf(find("deeper-")))).toEqual(new Set([find("later-"), ...words]));
});

Deno.test("joinChunks() imports from another file the names that are used, and no other", async () => {
  await using build = await built();
  for (const name of build.names.filter((each) => each !== "chunk-0LDBU1LD.js")) {
    const code = build.textOf(name);
    for (const [statement, names] of code.matchAll(/import\{([^}]*)\}from"[^"]*"/g)) {
      const rest = code.replace(statement, "");
      for (const own of names.split(",").map((each) => each.split(" as ").at(-1) ?? "")) {
        expect([name, own, new RegExp(`\\b${own}\\b`).test(rest)]).toEqual([name, own, true]);
      }
    }
  }
});

Deno.test("joinChunks() takes what nothing leads to for a leftover of a build before, and leaves it alone", async () => {
  await using build = await built();
  expect(build.textOf("chunk-0LDBU1LD.js")).toContain("not joined");
});

Deno.test("joinChunks() asks in the first line of each script that all of it is compiled at once", async () => {
  await using build = await built();
  const joined = ["fresh-runtime.js", ...pages];
  expect(joined.map((name) => build.textOf(name).split("\n")[0]))
    .toEqual(joined.map(() => "//# allFunctionsCalledOnLoad"));
});

Deno.test("joinChunks() makes no new names: the engine has listed those that it serves", async () => {
  await using build = await built();
  expect(build.names).toEqual(build.namesBefore);
});
