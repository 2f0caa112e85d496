import * as esbuild from "esbuild";
import { expect } from "expect";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { joinChunks } from "../../../../compat/fresh/join_chunks.ts";

const large = `"${"x".repeat(5_000)}"`;

/** Two pages with much in common, and something that either loads later. */
const sources: Record<string, string> = {
  "runtime.js": `import { core } from "./core.js"; export const boot = () => core;`,
  "core.js": `export const core = "core";`,
  "counter.js": `import "./core.js"; export let count = 0; export const add = () => ++count;`,
  "words.js": `export default "words"; export const size = ${large}.length;`,
  "own.js": `export const own = (word) => word + "!";`,
  "one.js": `
    import { add, count } from "./counter.js";
    import words, { size } from "./words.js";
    import { own } from "./own.js";
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
    export const more = () => { add(); return [count, own(words)]; };`,
};

const pages = ["one.js", "two.js", "three.js"];

async function built() {
  const folder = await Deno.makeTempDir({ prefix: "madang-join-" });
  for (const [name, source] of Object.entries(sources)) {
    await Deno.writeTextFile(join(folder, name), source);
  }
  const outdir = join(folder, "out");
  const entries = ["runtime.js", ...pages];
  const split = await esbuild.build({
    entryPoints: entries.map((name) => join(folder, name)),
    outdir,
    chunkNames: "chunk-[hash]",
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: "esm",
  });
  const joined = await joinChunks(split, entries, { outdir });
  await esbuild.stop();
  await Deno.mkdir(outdir);
  for (const { path, contents } of joined.outputFiles) await Deno.writeFile(path, contents);
  const importsOf = (name: string): string[] =>
    Object.entries(joined.metafile.outputs).find(([path]) => path.endsWith(`/${name}`))?.[1].imports
      .filter(({ kind }) => kind === "import-statement").map(({ path }) => path) ?? [];
  return {
    importsOf,
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
  expect((await build.load("runtime.js")).boot()).toBe("core");
  const [later, again] = await Promise.all([one.later(), two.later()]);
  expect(later.more()).toEqual([3, "words!"]);
  expect(again).toBe(later);
});

Deno.test("joinChunks() leaves few files for a page: its own, the common one, those it shares with some", async () => {
  await using build = await built();
  expect(build.importsOf("one.js").sort()).toEqual(["./chunk-common.js", "./chunk-one-two.js"]);
  expect(build.importsOf("two.js").sort()).toEqual(["./chunk-common.js", "./chunk-one-two.js"]);
  expect(build.importsOf("three.js")).toEqual(["./chunk-common.js"]);
});
