import { expect } from "expect";

const root = new URL("../../", import.meta.url);

Deno.test("docs/security.md names tests that exist", async () => {
  const page = await Deno.readTextFile(new URL("docs/security.md", root));
  const named = [...page.matchAll(/`(tests\/[^`]+_test\.tsx?)` “([^”]+)”/g)];
  expect(named.length).toBeGreaterThan(40);
  for (const [, file, name] of named) {
    const source = await Deno.readTextFile(new URL(file, root)).catch(() => "");
    // As the name of a test or of a step.
    const isThere = source.includes(`"${name}"`);
    expect([file, name, isThere]).toEqual([file, name, true]);
  }
  // Every row of a table of attacks names one.
  const rows = page.split("\n").filter((line) => /^\| .* \| .* \| `tests\//.test(line));
  expect(rows.length).toBe(named.length);
});
