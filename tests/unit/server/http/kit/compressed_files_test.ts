import { join } from "node:path";
import { expect } from "expect";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compressFiles } from "../../../../../compat/compress_files.ts";
import {
  answerCompressed,
  readCompressedFiles,
} from "../../../../../lib/server/http/kit/compressed_files.ts";

const code = "export const word = 'madang';\n".repeat(200);
const path = "/_fresh/js/1/a.js";
const script = {
  "content-type": "text/javascript; charset=UTF-8",
  "cache-control": "public, max-age=31536000, immutable",
};

/** The files of a build as the build compressed them, and an app that answers each with `code`. */
async function openServer(headers: HeadersInit = script, status = 200) {
  const folder = await Deno.makeTempDir();
  try {
    for (const root of ["static", "built"]) {
      await Deno.mkdir(join(folder, root, "_fresh/js/1"), { recursive: true });
    }
    await Deno.writeTextFile(join(folder, "built", path), code);
    await Deno.writeTextFile(join(folder, "static/styles.css"), code);
    await Deno.writeTextFile(join(folder, "static/small.css"), "a {}");
    await Deno.writeTextFile(join(folder, "static/icon.png"), code);
    await compressFiles(folder, [join(folder, "static"), join(folder, "built")]);
    const files = await readCompressedFiles(new URL(`file://${folder}/compressed/`));
    return {
      files,
      get: (at = path, accepted = "gzip, deflate, br", method = "GET") => {
        const request = new Request(`http://localhost${at}`, {
          method,
          headers: { "accept-encoding": accepted },
        });
        const answer = new Response(code, { status, headers });
        return answerCompressed(files, request, () => Promise.resolve(answer));
      },
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("compressFiles() compresses the texts of a build, each under its address", async () => {
  const { files } = await openServer();
  expect([...files.keys()]).toEqual([path, "/styles.css"]);
  expect(await readCompressedFiles(new URL("file:///nowhere/compressed/"))).toEqual(new Map());
});

Deno.test("answerCompressed() answers with the build's form and the file's own headers", async () => {
  const { get } = await openServer({
    ...script,
    vary: "If-None-Match",
    etag: 'W/"1"',
    "content-length": String(code.length),
  });
  const answer = await get();
  expect(brotliDecompressSync(await answer.bytes()).toString()).toBe(code);
  expect(Object.fromEntries(answer.headers)).toEqual({
    ...script,
    "content-encoding": "br",
    "etag": 'W/"1"',
    "vary": "If-None-Match, accept-encoding",
  });
});

Deno.test("answerCompressed() opens a file once: for another query, and for a browser that has it, the app is asked again", async () => {
  const { files } = await openServer();
  let asked = 0;
  const get = (query: string, more: HeadersInit = {}) => {
    const headers = { "accept-encoding": "br", ...more };
    const next = () => {
      asked++;
      return Promise.resolve(new Response(code, { headers: script }));
    };
    return answerCompressed(
      files,
      new Request(`http://localhost${path}${query}`, { headers }),
      next,
    );
  };
  for (const _ of [1, 2, 3]) {
    const answer = await get("?v=1");
    expect(answer.headers.get("content-type")).toBe(script["content-type"]);
    expect(answer.headers.get("vary")).toBe("accept-encoding");
    expect(brotliDecompressSync(await answer.bytes()).toString()).toBe(code);
  }
  expect(asked).toBe(1);
  await (await get("?v=2")).body?.cancel();
  expect(asked).toBe(2);
  await (await get("?v=2", { "if-none-match": 'W/"1"' })).body?.cancel();
  expect(asked).toBe(3);
});

Deno.test("answerCompressed() answers in an accepted encoding", async () => {
  const { get } = await openServer();
  const gzipped = await get(path, "gzip;q=0.5, br;q=0");
  expect(gzipped.headers.get("content-encoding")).toBe("gzip");
  expect(gunzipSync(await gzipped.bytes()).toString()).toBe(code);
  const plain = await get(path, "identity");
  expect(plain.headers.has("content-encoding")).toBe(false);
  expect(await plain.text()).toBe(code);
});

Deno.test("answerCompressed() leaves other answers, other requests and other spellings as they are [S62]", async () => {
  const encodingOf = async (answer: Response) => {
    await answer.body?.cancel();
    return answer.headers.get("content-encoding");
  };
  expect(await encodingOf(await (await openServer()).get("/styles.css?__frsh_c=1a2b"))).toBe("br");
  const { get } = await openServer();
  const others = [
    "//styles.css",
    "/%73tyles.css",
    "/_fresh///js/1/a.js",
    "/icon.png",
    "/small.css",
  ];
  for (const other of others) {
    expect([other, await encodingOf(await get(other))]).toEqual([other, null]);
  }
  expect(await encodingOf(await get(path, "br", "HEAD"))).toBeNull();
  const changing = await openServer({ ...script, "cache-control": "no-store" });
  expect(await encodingOf(await changing.get())).toBeNull();
  expect(await encodingOf(await (await openServer(script, 206)).get())).toBeNull();
});
