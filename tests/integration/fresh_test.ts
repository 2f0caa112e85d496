/**
 * Fresh's behaviour that Madang relies on or works around, over HTTP: fresh_browser_test.ts has the rest.
 * It holds for Fresh 2.3.3 and for the stand-in in compat/fresh/ alike, so that the app need not know what it runs on.
 */
import { gzipSync } from "node:zlib";
import { expect } from "expect";
import { importedBy } from "./imported_by.ts";
import { type Fixture, startBuilt, startDeveloping } from "./fresh_fixture.ts";

let built: Fixture;
let developing: Fixture;

Deno.test.beforeAll(async () => {
  built = await startBuilt("http");
  developing = await startDeveloping();
});
Deno.test.afterAll(async () => {
  await built?.stop();
  await developing?.stop();
});

/** The same claim, of the built fixture and of the one in development. */
function claim(name: string, check: (url: string) => Promise<void>) {
  Deno.test(`Fresh, built: ${name}`, () => check(built.url));
  Deno.test(`Fresh, developing: ${name}`, () => check(developing.url));
}

/** The answer itself, with redirects left alone. */
async function visit(url: string, init?: RequestInit) {
  const answer = await fetch(url, { redirect: "manual", ...init });
  const { status, headers } = answer;
  return { status, headers, text: await answer.text() };
}

const policyOf = (headers: Headers) => headers.get("content-security-policy") ?? "";

claim("runs middlewares in order, outer before inner", async (url) => {
  const { status, text } = await visit(`${url}/api`);
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({
    trail: ["first", "root one", "root two"],
    route: "/api",
  });
});

claim("hands over params, route, info and state", async (url) => {
  const { text } = await visit(`${url}/api/a%20b%2Fc`);
  expect(JSON.parse(text)).toMatchObject({ params: { id: "a b%2Fc" }, route: "/api/:id" });
  const fixed = await visit(`${url}/api/fixed`);
  expect(JSON.parse(fixed.text)).toEqual({ fixed: true, peer: "tcp", isPartial: false });
  expect((await visit(`${url}/api/fixed/`)).text).toBe(fixed.text);
});

claim(
  "answers a method that a file route lacks with 404, and takes POST on a bare page",
  async (url) => {
    expect((await visit(`${url}/api/7`, { method: "POST", body: "hi" })).text).toBe("hi");
    for (const method of ["DELETE", "PUT", "PATCH", "OPTIONS"]) {
      expect([method, (await visit(`${url}/api/7`, { method })).status]).toEqual([method, 404]);
    }
    expect((await visit(`${url}/page`, { method: "POST" })).status).toBe(200);
  },
);

claim("answers HEAD by its own handler, else by GET's without the body", async (url) => {
  const own = await visit(`${url}/api/fixed`, { method: "HEAD" });
  expect([own.status, own.headers.get("x-head"), own.text]).toEqual([200, "own", ""]);
  for (const path of ["/api/7", "/page"]) {
    const { status, text, headers } = await visit(`${url}${path}`, { method: "HEAD" });
    expect([status, text]).toEqual([200, ""]);
    const got = await visit(`${url}${path}`);
    expect(headers.get("content-type")).toBe(got.headers.get("content-type"));
  }
});

claim("renders what a handler answers as page data, with its status and headers", async (url) => {
  const shown = await visit(`${url}/form`);
  expect([shown.status, shown.headers.get("x-form")]).toEqual([200, "shown"]);
  expect(shown.text).toContain("<h1>Said nothing</h1>");
  const body = new URLSearchParams({ said: "<i>well</i>" });
  const said = await visit(`${url}/form`, { method: "POST", body });
  expect(said.status).toBe(422);
  expect(said.text).toContain("<h1>Said &lt;i>well&lt;/i></h1>");
});

claim("keeps one cookie of several by page(), and all of them by ctx.render()", async (url) => {
  const cookiesBy = async (way: string) =>
    (await visit(`${url}/cookies?by=${way}`)).headers.getSetCookie();
  expect(await cookiesBy("page")).toEqual(["b=2"]);
  expect(await cookiesBy("render")).toEqual(["a=1", "b=2"]);
});

claim("leaves out the script that boots where the address has ?fresh-partial", async (url) => {
  expect((await visit(`${url}/?fresh-partial`)).text).not.toContain("boot(");
});

claim("wraps a page in the app, and hands it the URL and the route", async (url) => {
  const { text } = await visit(`${url}/page?a=b`);
  expect(text).toMatch(/^<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"\/?><title>/);
  expect(text).toContain("</nav><h1>Plain /page ?a=b</h1>");
  expect(text).toContain('<body data-path="/page" ');
});

claim(
  "shows the root _error and _404 outside of every middleware",
  async (url) => {
    const { status, text, headers } = await visit(`${url}/boom`);
    expect(status).toBe(500);
    expect(text).toContain("<h1>Something broke</h1>");
    expect([policyOf(headers), headers.get("x-root")]).toEqual(["", null]);
    const missing = await visit(`${url}/nothing`);
    expect(missing.status).toBe(404);
    expect(missing.text).toContain("<h1>Not here</h1>");
    expect([policyOf(missing.headers), missing.headers.get("x-root")]).toEqual(["", null]);
  },
);

claim("lets a middleware catch what ctx.next() throws, and render it", async (url) => {
  const { status, text, headers } = await visit(`${url}/caught`);
  expect([status, headers.get("x-caught")]).toEqual([418, "418"]);
  expect(text).toContain("<nav>");
  expect(policyOf(headers)).toContain("'nonce-");
});

claim("stumbles over a malformed % with 500, and lives on", async (url) => {
  expect((await visit(`${url}/api/%E0%A4%A`)).status).toBe(500);
  expect((await visit(`${url}/page`)).status).toBe(200);
});

claim("puts one nonce on every inline script of a page and into its policy", async (url) => {
  const { text, headers } = await visit(url);
  const nonces = [...text.matchAll(/<script[^>]* nonce="([^"]+)"/g)].map((match) => match[1]);
  expect(nonces.length).toBe(2);
  expect(new Set(nonces).size).toBe(1);
  expect(text.match(/<script/g)?.length).toBe(2);
  const policy = policyOf(headers);
  expect(policy).toContain(`script-src 'self' 'nonce-${nonces[0]}'`);
  expect(policy).toContain("connect-src 'self' ws://call.invalid");
  expect(policy).not.toContain("unsafe-inline");
  expect(policyOf((await visit(url)).headers)).not.toBe(policy);
  expect(policyOf((await visit(`${url}/api`)).headers)).toContain("'unsafe-inline'");
});

claim("marks links to the page and to what is above it", async (url) => {
  const { text } = await visit(`${url}/section`);
  expect(text).toMatch(/<a href="\/section"[^>]* aria-current="page"/);
  expect(text).toMatch(/<a href="\/"[^>]* aria-current="true"/);
});

claim("redirects within the site", async (url) => {
  const { status, headers } = await visit(`${url}/away?to=//evil.example/x`);
  expect([status, headers.get("location")]).toEqual([303, "/evil.example/x"]);
  expect(headers.get("x-root")).toBe("two");
});

claim("renders islands on the server, and nothing in their props ends the script", async (url) => {
  const { text } = await visit(url);
  expect(text).toContain("<output>3</output>");
  expect(text).toContain("<p>on the server</p>");
  expect(text.match(/<\/script>/g)?.length).toBe(2);
  // No more is escaped than that.
  expect(text).toMatch(/boot\(.*<\\\/script><b>한/);
});

claim("serves static files, and no others", async (url) => {
  const { status, text, headers } = await visit(`${url}/styles.css`);
  expect([status, text.trim().startsWith("h1")]).toEqual([200, true]);
  expect(headers.get("content-type")?.toLowerCase()).toBe("text/css; charset=utf-8");
  expect(headers.get("cache-control")).toContain("no-store");
  const head = await visit(`${url}/styles.css`, { method: "HEAD" });
  expect([head.status, head.text, Number(head.headers.get("content-length"))]).toEqual([
    ...[200, "", text.length],
  ]);
  expect((await visit(`${url}/styles.css`, { method: "POST" })).status).toBe(405);
  for (const path of ["/favicon.ico", "/nothing.css", "/routes/index.tsx", "/..%2fmain.ts"]) {
    expect([path, (await visit(`${url}${path}`)).status >= 400]).toEqual([path, true]);
  }
});

Deno.test("Fresh, developing: keeps nothing in the browser's cache", async () => {
  const { text } = await visit(developing.url);
  for (const path of [linkOf(text), ...chunksOf(text)]) {
    const { status, headers } = await visit(developing.url + path);
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get("cache-control")).toContain("no-store");
  }
});

Deno.test("Fresh, built: keeps what asset() and islands link to for ever", async () => {
  const { text, headers } = await visit(built.url);
  const chunks = chunksOf(text);
  expect(chunks.length).toBe(2);
  for (const path of [linkOf(text), ...chunks]) {
    const { status, headers } = await visit(built.url + path);
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  }
  // The entries alone: what they import is for the browser to find.
  const linked = [...headers.get("link")?.matchAll(/<([^>]+)>; rel="modulepreload"/g) ?? []];
  expect(linked.map(([, path]) => path)).toEqual(chunks);
  const stale = await visit(`${built.url}/styles.css?__frsh_c=of-another-build`);
  expect([stale.status, stale.headers.get("location")]).toEqual([307, "/styles.css"]);
});

Deno.test("Fresh, built: answers 304 to a browser that has the file already, and hides hidden files", async () => {
  const etag = (await visit(`${built.url}/styles.css`)).headers.get("etag") ?? "";
  expect(etag).not.toBe("");
  const init = { headers: { "If-None-Match": etag } };
  expect((await visit(`${built.url}/styles.css`, init)).status).toBe(304);
  expect((await visit(`${built.url}/.hidden.txt`)).status).toBe(404);
  // While developing, Fresh does not find this one.
  expect((await visit(`${built.url}/with%20space.txt`)).text).toBe("a name with a space\n");
});

Deno.test("Fresh, built: a page with islands stays light, and leaves out what is imported late", async () => {
  const { text } = await visit(built.url);
  const seen = new Map<string, string>();
  async function load(path: string) {
    if (seen.has(path)) return;
    const { text } = await visit(built.url + path);
    seen.set(path, text);
    for (const next of importedBy(text)) await load(path.replace(/[^/]+$/, next));
  }
  for (const chunk of chunksOf(text)) await load(chunk);
  const sources = [...seen.values()];
  expect(sources.some((source) => source.includes("only-the-lazy-chunk"))).toBe(false);
  const bytes = sources.reduce((sum, source) => sum + gzipSync(source).byteLength, 0);
  expect(bytes).toBeLessThan(built.isFresh ? 24_000 : 14_000);
  expect(bytes).toBeGreaterThan(4_000);
});

Deno.test("Fresh, built: a page without islands has no script of ours", async () => {
  expect((await visit(`${built.url}/page`)).text).not.toContain('type="module"');
});

Deno.test("Fresh, built: shows no word of an error", async () => {
  expect((await visit(`${built.url}/boom`)).text).not.toContain("secret");
});

Deno.test("Fresh, built: an unknown method is a 500 where a route matches", async () => {
  expect((await visit(`${built.url}/api/7`, { method: "PROPFIND" })).status).toBe(500);
  expect((await visit(`${built.url}/nothing`, { method: "PROPFIND" })).status).toBe(404);
});

function linkOf(html: string): string {
  return /<link rel="stylesheet" href="([^"]+)"/.exec(html)?.[1] ?? "no stylesheet";
}

/** The imports of the booting script. */
function chunksOf(html: string): string[] {
  return [...html.matchAll(/from\s*"(\/_fresh\/js\/[^"]+)"/g)].map((match) => match[1]);
}
