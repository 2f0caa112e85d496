/** Pages of docs/ that tell of something that the code has: whole, and nothing else. */
import { expect } from "expect";
import { errorStatus } from "../../lib/contract/errors.ts";
import { endpointsOfRoutes } from "./endpoints_of_routes.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));

async function* filesUnder(folder: string, pattern: RegExp): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (isDirectory) yield* filesUnder(`${folder}${name}/`, pattern);
    else if (pattern.test(name)) yield folder + name;
  }
}

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
  const sources = ["main.ts", ...await Array.fromAsync(filesUnder("lib/server/", /\.ts$/))];
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

Deno.test("every page that is named anywhere is in the repository", async () => {
  const folders = ["compat/", "components/", "deploy/", "docs/", "islands/", "lib/", "toolchain/"];
  const files = ["README.md", "SECURITY.md", "main.ts", "dev.ts", "fresh.config.ts"];
  for (const folder of [...folders, "routes/", "tests/"]) {
    files.push(...await Array.fromAsync(filesUnder(folder, /\.(md|tsx?|ya?ml|example)$/)));
  }
  const isThere = async (path: string) =>
    await Deno.stat(new URL(path, root)).then(() => true, () => false);
  const lost: string[] = [];
  for (const file of files.filter((file) => !/\/(output|_fresh|node_modules)\//.test(file))) {
    const text = (await read(file)).replaceAll(/\[[^\]]*\]\(/g, "(");
    for (const [name] of text.matchAll(/[\w./-]*\w\.md\b/g)) {
      // From the project's folder, from docs/, or as a link: from where it stands.
      const beside = new URL(name, new URL(file, root)).pathname.slice(root.pathname.length);
      const found = await Promise.all([name, `docs/${name}`, beside].map(isThere));
      if (!found.includes(true)) lost.push(`${file}: ${name}`);
    }
  }
  expect(lost).toEqual([]);
});
