/** The scripts that each page loads before a click: by following their imports, on whichever engine made the build. */
import { gzipSync } from "node:zlib";
import { expect } from "expect";
import { builtBy } from "../../compat/engine.ts";
import { startApp } from "../../toolchain/app.ts";
import { BrowserJar } from "./browser_jar.ts";
import { importedBy } from "./imported_by.ts";
import { registerByPasskey } from "./register_by_passkey.ts";

/** So much more is Fresh's own runtime. */
const freshKilobytes = 9;

/** At most so many kilobytes of gzip, on the stand-in. */
const pages = [
  { path: "/", kilobytes: 20 },
  { path: "/space/tea", kilobytes: 30 },
  { path: "/sign-in", kilobytes: 27 },
  { path: "/account", kilobytes: 40 },
  { path: "/space/tea/settings", kilobytes: 45 },
  { path: "/test", kilobytes: 22 },
  { path: "/admin", kilobytes: 22 },
];

Deno.test("the scripts of a page before a click are light, and load in one round", async (test) => {
  const app = await startApp({
    liveKit: null,
    env: { MADANG_ADMIN_TOKEN: "a-token-of-thirty-two-characters-x" },
  });
  const url = `http://localhost:${app.port}`;
  const isFresh = builtBy(await Deno.readTextFile("_fresh/server.js")) === "jsr";
  try {
    const stranger = new BrowserJar();
    const kim = new BrowserJar();
    await registerByPasskey(kim, url);
    for (const { path, kilobytes } of pages) {
      await test.step(path, async () => {
        const answer = await (path === "/account" ? kim : stranger).send(url + path);
        expect(answer.status).toBe(200);
        const begun = entriesOf(await answer.text());
        const scripts = await load(url, begun);
        const linked = [...(answer.headers.get("link") ?? "").matchAll(/<([^>]+\.js)>/g)];
        // Known with the page, in the order in which they are needed.
        expect(linked.map(([, script]) => script)).toEqual([...scripts.keys()]);
        const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
        console.log(`${path}: ${bytes} bytes`);
        expect(bytes).toBeGreaterThan(5 * 1024);
        expect(bytes).toBeLessThanOrEqual((kilobytes + (isFresh ? freshKilobytes : 0)) * 1024);
        expect(scripts.size).toBeLessThanOrEqual(["/", "/space/tea"].includes(path) ? 2 : 5);
      });
    }
  } finally {
    await app.stop();
  }
});

/** The imports of the script in the page. */
function entriesOf(html: string): string[] {
  return [...html.matchAll(/from\s*"(\/_fresh\/js\/[^"]+)"/g)].map(([, path]) => path);
}

/** Bytes of each script, compressed, in the order in which a browser comes to know of them. */
async function load(url: string, begun: string[]): Promise<Map<string, number>> {
  const scripts = new Map(begun.map((path) => [path, 0]));
  for (const path of scripts.keys()) {
    const source = await (await fetch(url + path)).text();
    // As the build compresses them (compat/compress_files.ts); most browsers take its Brotli, which is smaller yet.
    scripts.set(path, gzipSync(source, { level: 9 }).byteLength);
    for (const name of importedBy(source)) {
      const next = path.replace(/[^/]+$/, name);
      if (!scripts.has(next)) scripts.set(next, 0);
    }
  }
  return scripts;
}
