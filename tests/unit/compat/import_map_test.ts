import { expect } from "expect";
import { npmImportMap, standIn } from "../../../compat/import_map.ts";

const root = new URL("../../../", import.meta.url);

Deno.test("npmImportMap() lists each npm name and all below it", () => {
  const { imports } = npmImportMap({ fresh: "jsr:@fresh/core@2", "@a/b": "npm:@a/b@^1.2.3" });
  expect(imports).toEqual({
    ...standIn,
    "@a/b": "npm:@a/b@^1.2.3",
    "@a/b/": "npm:/@a/b@^1.2.3/",
  });
});

Deno.test("npmImportMap() refuses a name that only JSR or the web could answer", () => {
  expect(() => npmImportMap({ std: "jsr:@std/path" })).toThrow('Cannot map "std" to npm');
});

Deno.test("npmImportMap() can map all of deno.json, and each stand-in is there", async () => {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const map = npmImportMap(imports).imports;
  for (const name of Object.keys(imports)) expect(Object.keys(map)).toContain(name);
  for (const file of Object.values(standIn)) {
    expect((await Deno.stat(new URL(file, new URL("compat/", root)))).isFile).toBe(true);
  }
});

Deno.test("deno.json has the compiler options without which Fresh refuses to build", async () => {
  const { compilerOptions } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  expect(compilerOptions.jsx).toBe("precompile");
  expect(compilerOptions.jsxImportSource).toBe("preact");
  // deno-fmt-ignore
  expect(compilerOptions.jsxPrecompileSkipElements.toSorted()).toEqual([
    "a", "base", "body", "head", "html", "img", "link", "meta", "noscript", "script", "source",
    "style", "template", "title",
  ]);
});
