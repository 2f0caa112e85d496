/** What each page loads before anybody clicks: by following what the scripts import, on whichever engine made the build. */
import { gzipSync } from "node:zlib";
import { expect } from "expect";
import { builtBy } from "../../compat/engine.ts";
import { registrationOptionsSchema } from "../../lib/contract/account.ts";
import { startApp } from "../../parts/app.ts";
import { FakeAuthenticator } from "../fakes/fake_authenticator.ts";
import { BrowserJar } from "./browser_jar.ts";
import { importedBy } from "./imported_by.ts";

/** So much more is Fresh's own runtime. */
const freshKilobytes = 9;

/** At most so many kilobytes of gzip, on the stand-in. */
const pages = [
  { path: "/", kilobytes: 20 },
  { path: "/space/tea", kilobytes: 30 },
  { path: "/sign-in", kilobytes: 31 },
  { path: "/account", kilobytes: 40 },
  { path: "/space/tea/settings", kilobytes: 45 },
];

Deno.test("what a page loads before anybody clicks is light, and comes in two rounds", async (test) => {
  const app = await startApp({ liveKit: null });
  const url = `http://localhost:${app.port}`;
  const isFresh = builtBy(await Deno.readTextFile("_fresh/server.js")) === "jsr";
  try {
    const stranger = new BrowserJar();
    const kim = new BrowserJar();
    await register(kim, url);
    for (const { path, kilobytes } of pages) {
      await test.step(path, async () => {
        const answer = await (path === "/account" ? kim : stranger).send(url + path);
        expect(answer.status).toBe(200);
        const begun = entriesOf(await answer.text());
        const linked = [...(answer.headers.get("link") ?? "").matchAll(/<([^>]+\.js)>/g)];
        expect(linked.map(([, script]) => script)).toEqual(begun);
        const rounds = await load(url, begun);
        const bytes = rounds.flat().reduce((sum, size) => sum + size, 0);
        expect(bytes).toBeGreaterThan(5 * 1024);
        expect(bytes).toBeLessThanOrEqual((kilobytes + (isFresh ? freshKilobytes : 0)) * 1024);
        // What the two pages of every call need is known with the page; the others have what they share.
        expect(rounds.length).toBeLessThanOrEqual(["/", "/space/tea"].includes(path) ? 1 : 2);
        expect(rounds.flat().length).toBeLessThanOrEqual(6);
      });
    }
  } finally {
    await app.stop();
  }
});

/** What the script in the page imports. */
function entriesOf(html: string): string[] {
  return [...html.matchAll(/from\s*"(\/_fresh\/js\/[^"]+)"/g)].map(([, path]) => path);
}

/** Bytes of each script, compressed, by the round in which a browser comes to ask for it. */
async function load(url: string, begun: string[]): Promise<number[][]> {
  const rounds: number[][] = [];
  const seen = new Set(begun);
  for (let round = begun; round.length > 0;) {
    const sources = await Promise.all(
      round.map(async (path) => await (await fetch(url + path)).text()),
    );
    rounds.push(sources.map((source) => gzipSync(source).byteLength));
    const next = sources.flatMap((source, i) =>
      importedBy(source).map((name) => round[i].replace(/[^/]+$/, name))
    );
    round = [...new Set(next)].filter((path) => !seen.has(path));
    for (const path of round) seen.add(path);
  }
  return rounds;
}

async function register(jar: BrowserJar, url: string): Promise<void> {
  const post = (path: string, body: unknown) =>
    jar.send(url + path, {
      method: "POST",
      site: "same-origin",
      headers: { "content-type": "application/json", origin: url },
      body: JSON.stringify(body),
    });
  const asked = await post("/api/passkeys/registration/options", { participantName: "Kim" });
  const options = registrationOptionsSchema.parse(await asked.json());
  const made = await post(
    "/api/passkeys/registration",
    await new FakeAuthenticator(url).register(options),
  );
  expect(made.status).toBe(201);
  await made.body?.cancel();
}
