/** Pages of docs/ that list parts of the code: each list is complete, and has nothing else. */
import { expect } from "expect";
import { errorStatus } from "../../lib/contract/errors.ts";
import { endpointsOfRoutes } from "./endpoints_of_routes.ts";
import { rooms } from "./module_graph.ts";
import { filesUnder, readSource as read, root } from "./source_files.ts";

const isThere = (path: string) => Deno.stat(new URL(path, root)).then(() => true, () => false);

Deno.test("docs/http.md has every address that the routes answer", async () => {
  const page = await read("docs/http.md");
  const told = [...page.matchAll(/^\| `([A-Z]+ \/[^`]*)` \|/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual([...(await endpointsOfRoutes()).keys()].toSorted());
});

Deno.test("docs/http.md has every code, with the status that it is answered with", async () => {
  const [, table] = (await read("docs/http.md")).split("\n## Codes\n");
  const told = [...table.matchAll(/^\| (\d+) \| (.*) \|$/gm)].flatMap(([, status, codes]) =>
    [...codes.matchAll(/`([a-z-]+)`/g)].map(([, code]) => [code, Number(status)])
  );
  expect(Object.fromEntries(told)).toEqual(errorStatus);
  expect(told.length).toBe(Object.keys(errorStatus).length);
});

Deno.test("docs/log.md has every event that is logged, with its level", async () => {
  const logged = new Set<string>();
  const sources = ["main.ts", ...await Array.fromAsync(filesUnder("lib/server/"))];
  for (const file of sources) {
    const calls = (await read(file)).matchAll(/log\.(debug|info|warn|error)\(\s*"([^"]+)"/g);
    for (const [, level, event] of calls) logged.add(`${event} ${level}`);
  }
  const page = await read("docs/log.md");
  const told = [...page.matchAll(/^\| `([a-z-]+)` \| (\w+) \|/gm)]
    .map(([, event, level]) => `${event} ${level}`);
  expect(logged.size).toBeGreaterThan(10);
  expect(told.toSorted()).toEqual([...logged].toSorted());
});

Deno.test("docs/design.md has every room of lib/server, from the ground up", async () => {
  const [, table] = (await read("docs/design.md")).split("\n| room | what lives there |\n");
  const cells = [...table.split("\n\n")[0].matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell);
  const told = cells.flatMap((cell) =>
    [...cell.matchAll(/`([^`]+?)\/?`/g)].map(([, name]) => name)
  );
  expect(told).toEqual([...rooms["lib/server"]]);
});

Deno.test("every source file that the README or docs/design.md names is there", async () => {
  const layers = ["", "lib/server/", "lib/media/", "components/shell/", "lib/media/devices/"];
  const lost: string[] = [];
  for (const page of ["README.md", "docs/design.md"]) {
    const names = (await read(page)).matchAll(/`([\w./]+\.(?:tsx?|js|svg))`/g);
    for (const [, name] of names) {
      const found = await Promise.all(layers.map((layer) => isThere(layer + name)));
      if (!found.includes(true)) lost.push(`${page}: ${name}`);
    }
  }
  expect(lost).toEqual([]);
});

Deno.test("every page that is named anywhere is in the repository", async () => {
  const lost: string[] = [];
  for await (const file of filesUnder("", /\.(md|tsx?|ya?ml|example)$/)) {
    const text = (await read(file)).replaceAll(/\[[^\]]*\]\(/g, "(");
    for (const [name] of text.matchAll(/[\w./-]*\w\.md\b/g)) {
      // Relative to the project's folder, to docs/, or to the file that names it.
      const beside = new URL(name, new URL(file, root)).pathname.slice(root.pathname.length);
      const found = await Promise.all([name, `docs/${name}`, beside].map(isThere));
      if (!found.includes(true)) lost.push(`${file}: ${name}`);
    }
  }
  expect(lost).toEqual([]);
});
