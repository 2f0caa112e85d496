import { expect } from "expect";
import { filesUnder, readSource } from "./source_files.ts";

/** Ids like `S07`, which a test has at the end of its name, in brackets, in any file. */
async function* idsOfTests(): AsyncGenerator<string> {
  for await (const path of filesUnder("tests/", /_test\.tsx?$/)) {
    for (const [, id] of (await readSource(path)).matchAll(/ \[(S\d+)\]"/g)) yield id;
  }
}

Deno.test("each row of docs/security.md's tables names a test by its id, and each id is one test's", async () => {
  const page = await readSource("docs/security.md");
  const tables = page.split(/^\|.*\| shown by \|\n/m).slice(1).map((text) => text.split("\n\n")[0]);
  const rows = tables.flatMap((table) => table.trim().split("\n").slice(1));
  const named = rows.map((row) => /\| (S\d+) \|$/.exec(row)?.[1] ?? row);
  expect(named.length).toBeGreaterThan(40);
  const ids = await Array.fromAsync(idsOfTests());
  expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
  expect([...new Set(named)].toSorted()).toEqual(ids.toSorted());
});
