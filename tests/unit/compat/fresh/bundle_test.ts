import { expect } from "expect";
import { join } from "node:path";
import { bundle } from "../../../../compat/fresh/bundle.ts";

Deno.test("bundle() keeps all of a package, as Fresh's bundler does: what need not come has a file of its own", async () => {
  const root = await Deno.makeTempDir({ prefix: "madang-bundle-" });
  const files = {
    "node_modules/many/package.json": JSON.stringify({
      ...{ name: "many", type: "module", exports: "./index.js", sideEffects: false },
    }),
    "node_modules/many/index.js": `export * from "./one.js"; export * from "./two.js";`,
    "node_modules/many/one.js": `export const one = () => "of-one";`,
    "node_modules/many/two.js":
      `const made = (word) => () => word; export const two = made("of-two");`,
    "islands/Page.tsx": `
      import { one } from "many";
      import { unasked } from "../own.ts";
      export default () => one() + unasked.length;`,
    "own.ts": `export const unasked = "asked"; export const other = "not-asked";`,
  };
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(join(root, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
    }
    // Imports of the runtime and of JSX.
    for (const name of ["preact", "@preact"]) {
      const there = join(import.meta.dirname ?? "", "../../../../node_modules", name);
      await Deno.symlink(there, join(root, "node_modules", name));
    }
    const islands = [join(root, "islands/Page.tsx")];
    const built = await bundle({ root, islands, target: "es2022", isDev: false });
    expect(built.entries).toEqual(["fresh-runtime.js", "Page.js"]);
    const page = new TextDecoder().decode(built.files.get("Page.js"));
    expect(page).toContain("of-one");
    expect(page).toContain("of-two");
    expect(page).not.toContain("not-asked");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
