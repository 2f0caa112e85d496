import { expect } from "expect";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { linkPreloads, readPreloads } from "../../../../../lib/server/http/kit/preloads.ts";

const preloads = { "/_fresh/js/1/Door.js": [], "/_fresh/js/1/Way.js": ["/_fresh/js/1/near.js"] };

Deno.test("linkPreloads() adds what the scripts in Link need, and nothing to other answers", () => {
  const linked = (link?: string) => {
    const headers = new Headers(link === undefined ? {} : { link });
    linkPreloads(headers, preloads);
    return headers.get("link");
  };
  const own = `</_fresh/js/1/fresh-runtime.js>; rel="modulepreload"; as="script"`;
  const way = `${own}, </_fresh/js/1/Way.js>; rel="modulepreload"; as="script"`;
  expect(linked(way)).toBe(`${way}, </_fresh/js/1/near.js>; rel="modulepreload"; as="script"`);
  const door = `${own}, </_fresh/js/1/Door.js>; rel="modulepreload"; as="script"`;
  expect(linked(door)).toBe(door);
  expect(linked(`</_fresh/js/2/Way.js>; rel="modulepreload"`)).not.toContain("near");
  expect(linked()).toBeNull();
});

Deno.test("readPreloads() reads what the build wrote, and nothing where there is none", async () => {
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
