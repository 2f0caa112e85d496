import { expect } from "expect";

const root = new URL("../../", import.meta.url);

/** Ids like `S07`, which a test bears at the end of its name, in brackets, whatever file it lies in. */
async function* idsOfTests(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (isDirectory && name !== "output") yield* idsOfTests(`${folder}${name}/`);
    else if (/_test\.tsx?$/.test(name)) {
      const text = await Deno.readTextFile(new URL(folder + name, root));
      for (const [, id] of text.matchAll(/ \[(S\d+)\]"/g)) yield id;
    }
  }
}

Deno.test("each row of docs/security.md's tables names a test by its id, and each id is one test's", async () => {
  const page = await Deno.readTextFile(new URL("docs/security.md", root));
  const tables = page.split(/^\|.*\| shown by \|\n/m).slice(1).map((text) => text.split("\n\n")[0]);
  const rows = tables.flatMap((table) => table.trim().split("\n").slice(1));
  const named = rows.map((row) => /\| (S\d+) \|$/.exec(row)?.[1] ?? row);
  expect(named.length).toBeGreaterThan(40);
  const ids = await Array.fromAsync(idsOfTests("tests/"));
  expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
  expect([...new Set(named)].toSorted()).toEqual(ids.toSorted());
});
