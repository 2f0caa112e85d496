import { expect } from "expect";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { linkPreloads, readPreloads } from "../../../../../lib/server/http/kit/preloads.ts";

const preloads = { "/_fresh/js/1/Home.js": [], "/_fresh/js/1/Space.js": ["/_fresh/js/1/near.js"] };

Deno.test("linkPreloads() adds the imports of the scripts in Link, and nothing to other answers", () => {
  const linked = (link?: string) => {
    const headers = new Headers(link === undefined ? {} : { link });
    linkPreloads(headers, preloads);
    return headers.get("link");
  };
  const own = `</_fresh/js/1/fresh-runtime.js>; rel="modulepreload"; as="script"`;
  const space = `${own}, </_fresh/js/1/Space.js>; rel="modulepreload"; as="script"`;
  expect(linked(space)).toBe(`${space}, </_fresh/js/1/near.js>; rel="modulepreload"; as="script"`);
  const home = `${own}, </_fresh/js/1/Home.js>; rel="modulepreload"; as="script"`;
  expect(linked(home)).toBe(home);
  expect(linked(`</_fresh/js/2/Space.js>; rel="modulepreload"`)).not.toContain("near");
  expect(linked()).toBeNull();
});

Deno.test("readPreloads() reads the file of a build, and {} without one", async () => {
  const folder = await Deno.makeTempDir();
  const file = pathToFileURL(join(folder, "preloads.json"));
  try {
    expect(await readPreloads(file)).toEqual({});
    await Deno.writeTextFile(file, JSON.stringify(preloads));
    expect(await readPreloads(file)).toEqual(preloads);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
