import { join } from "node:path";
import { expect } from "expect";
import { gunzipSync } from "node:zlib";
import {
  answerProcessingFile,
  readProcessingFiles,
} from "../../../../../lib/server/http/kit/processing_files.ts";
import { withSecurityHeaders } from "../../../../../lib/server/http/kit/security_headers.ts";
import { gzipSync } from "node:zlib";

/** A build with one script, compressed, and one picture. */
async function openServer() {
  const folder = await Deno.makeTempDir();
  const write = (name: string, bytes: string | Uint8Array) =>
    Deno.writeFile(
      join(folder, name),
      typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
    );
  try {
    await write("worker-1.js", "let word = 1;");
    await write("worker-1.js.gz", gzipSync("let word = 1;"));
    await write("worker-1.js.br", "brotli");
    await write("yard.svg", "<svg/>");
    await write(
      "files.json",
      JSON.stringify([
        { name: "worker-1.js", isLasting: true },
        { name: "yard.svg", isLasting: false },
      ]),
    );
    const files = await readProcessingFiles(new URL(`file://${folder}/`));
    return (path: string, accepted = "gzip", method = "GET") =>
      answerProcessingFile(
        files,
        new Request(`http://localhost${path}`, {
          method,
          headers: { "accept-encoding": accepted },
        }),
      );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a worker of processing may run WebAssembly and reach this server, and nothing else [S300]", async () => {
  const get = await openServer();
  const answer = withSecurityHeaders(
    get("/processing/worker-1.js") ?? new Response(),
    "/processing/worker-1.js",
  );
  expect(answer.headers.get("content-security-policy"))
    .toBe("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'");
  const picture = withSecurityHeaders(
    get("/processing/yard.svg") ?? new Response(),
    "/processing/yard.svg",
  );
  expect(picture.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src/);
  expect(picture.headers.get("content-type")).toBe("image/svg+xml");
});

Deno.test("answerProcessingFile() answers the files of the build alone, to reads alone [S301]", async () => {
  const get = await openServer();
  for (
    const path of [
      ...["/processing/", "/processing/files.json", "/processing/../main.ts", "/processing/%2e%2e"],
      ...["/processing/worker-1.js.gz", "/processing/worker-1.js/", "/processing/toString"],
      ...["/Processing/worker-1.js", "//processing/worker-1.js"],
    ]
  ) {
    expect([path, get(path)]).toEqual([path, null]);
  }
  for (const method of ["POST", "PUT", "DELETE"]) {
    expect(get("/processing/worker-1.js", "gzip", method)).toBeNull();
  }
  expect(await readProcessingFiles(new URL("file:///nowhere/"))).toEqual(new Map());
});

Deno.test("answerProcessingFile() answers in the smallest form that is accepted, to be kept where the name tells the content", async () => {
  const get = await openServer();
  const answer = get("/processing/worker-1.js") ?? new Response();
  expect(gunzipSync(await answer.bytes()).toString()).toBe("let word = 1;");
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-encoding": "gzip",
    "vary": "accept-encoding",
    "cache-control": "public, max-age=31536000, immutable",
  });
  expect(await get("/processing/worker-1.js", "br, gzip")?.text()).toBe("brotli");
  expect(await get("/processing/worker-1.js", "br;q=0")?.text()).toBe("let word = 1;");
  expect(await get("/processing/worker-1.js", "br", "HEAD")?.text()).toBe("");
  const picture = get("/processing/yard.svg");
  expect(picture?.headers.get("cache-control")).toBe("no-store");
  expect(picture?.headers.get("content-encoding")).toBeNull();
});
