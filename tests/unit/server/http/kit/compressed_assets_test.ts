import { expect } from "expect";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import {
  CompressedAssets,
  maxKeptAssets,
} from "../../../../../lib/server/http/kit/compressed_assets.ts";

const code = "export const word = 'madang';\n".repeat(200);
const lasting = "public, max-age=31536000, immutable";

/** An app with one answer, which counts its requests. */
function appOf(headers: HeadersInit, status = 200) {
  const assets = new CompressedAssets();
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    get(path = "/_fresh/js/1/a.js", init: RequestInit = {}) {
      const accepted = { headers: { "accept-encoding": "gzip, deflate, br" }, ...init };
      return assets.answer(new Request(`http://localhost${path}`, accepted), () => {
        asked++;
        return Promise.resolve(new Response(code, { status, headers }));
      });
    },
  };
}

const script = { "content-type": "text/javascript; charset=UTF-8", "cache-control": lasting };

Deno.test("CompressedAssets compresses a built file once", async () => {
  const app = appOf({ ...script, vary: "If-None-Match", etag: 'W/"1"' });
  for (let visit = 0; visit < 3; visit++) {
    const answer = await app.get();
    expect(brotliDecompressSync(await answer.bytes()).toString()).toBe(code);
    expect(Object.fromEntries(answer.headers)).toEqual({
      ...script,
      "content-encoding": "br",
      "etag": 'W/"1"',
      "vary": "If-None-Match, accept-encoding",
    });
    // A header that a middleware sets on one answer must not be on the next.
    answer.headers.set("x-request-id", "1");
  }
  expect(app.asked).toBe(1);
});

Deno.test("CompressedAssets answers in an accepted encoding", async () => {
  const app = appOf(script);
  const as = (accepted: string) => app.get(undefined, { headers: { "accept-encoding": accepted } });
  const gzipped = await as("gzip;q=0.5, br;q=0");
  expect(gzipped.headers.get("content-encoding")).toBe("gzip");
  expect(gunzipSync(await gzipped.bytes()).toString()).toBe(code);
  const plain = await as("identity");
  expect(plain.headers.has("content-encoding")).toBe(false);
  expect(await plain.text()).toBe(code);
});

Deno.test("CompressedAssets leaves other answers and other requests as they are", async () => {
  const others = [
    appOf({ ...script, "cache-control": "no-store" }),
    appOf({ ...script, "content-type": "font/woff2" }),
    appOf({ ...script, "content-encoding": "gzip" }),
    appOf(script, 206),
  ];
  for (const app of others) {
    expect(await (await app.get()).text()).toBe(code);
    await (await app.get()).text();
    expect(app.asked).toBe(2);
  }
  const app = appOf(script);
  await (await app.get()).bytes();
  const head = await app.get(undefined, { method: "HEAD" });
  expect(head.headers.has("content-encoding")).toBe(false);
  const other = await app.get("/_fresh/js/1/a.js?other");
  await other.bytes();
  expect(app.asked).toBe(3);
});

Deno.test("CompressedAssets compresses and caches a file under the addresses that pages link, and no other [S62]", async () => {
  const app = appOf(script);
  const visit = async (path: string) => {
    const answer = await app.get(path);
    await answer.bytes();
    return answer.headers.get("content-encoding");
  };
  for (let round = 0; round < 2; round++) {
    expect(await visit("/styles.css?__frsh_c=1a2b")).toBe("br");
    expect(await visit("/_fresh/js/1/a.js")).toBe("br");
  }
  expect(app.asked).toBe(2);
  const others = [
    "//styles.css?__frsh_c=1a2b",
    "/_fresh///js/1/a.js",
    "/%73tyles.css?__frsh_c=1a2b",
    "/styles.css?__frsh_c=%31a2b",
    "/styles.css?__frsh_c=1a2b&a",
    "/styles.css?b&__frsh_c=1a2b",
    "/_fresh/js/1/a.js?a",
  ];
  for (const path of [...others, ...others]) {
    expect([path, await visit(path)]).toEqual([path, null]);
  }
  expect(app.asked).toBe(2 + 2 * others.length);
});

Deno.test("CompressedAssets caches at most maxKeptAssets answers", async () => {
  const app = appOf(script);
  for (let file = 0; file <= maxKeptAssets; file++) {
    await (await app.get(`/${file}.js`, { headers: { "accept-encoding": "gzip" } })).bytes();
  }
  const past = await app.get("/past.js");
  expect(past.headers.has("content-encoding")).toBe(false);
  expect(await past.text()).toBe(code);
  expect(
    (await app.get("/0.js", { headers: { "accept-encoding": "gzip" } })).headers.get(
      "content-encoding",
    ),
  )
    .toBe("gzip");
});
