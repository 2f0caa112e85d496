/** docs/hooks.md, "Use the hooks in your own app": a page that is not ours, without Fresh. */
import * as esbuild from "esbuild";
import { join as joinPath } from "node:path";
import { button, isInside, join, seesPeople } from "./people.ts";
import { testsInPlace } from "./place.ts";

const test = testsInPlace("own-app");
const root = joinPath(import.meta.dirname ?? ".", "..", "..");

/** The example of the docs, as anybody's bundler would make a page of it; files by their paths. */
async function bundle(): Promise<Map<string, string>> {
  try {
    const { outputFiles } = await esbuild.build({
      stdin: {
        contents: `
          import { render, h } from "preact";
          import { OwnApp } from "./tests/fakes/media/hook_examples.tsx";
          render(h(OwnApp, { slug: "own" }), document.body);
        `,
        resolveDir: root,
        sourcefile: "own.tsx",
      },
      bundle: true,
      splitting: true,
      format: "esm",
      jsx: "automatic",
      jsxImportSource: "preact",
      outdir: "/own",
      write: false,
      logLevel: "silent",
    });
    return new Map(outputFiles.map(({ path, text }) => [path, text]));
  } finally {
    await esbuild.stop();
  }
}

const page = `<!doctype html><body><script type="module" src="/own/stdin.js"></script>`;

/** A site of its own, with the API behind the same origin, as a proxy puts it there. */
function serveOwn(files: Map<string, string>, apiUrl: string) {
  const html = { "content-type": "text/html" };
  const script = { "content-type": "text/javascript" };
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const file = files.get(pathname);
    if (file !== undefined) return new Response(file, { headers: script });
    if (!pathname.startsWith("/api/")) return new Response(page, { headers: html });
    const { method, headers } = request;
    const body = method === "GET" ? undefined : await request.arrayBuffer();
    return await fetch(apiUrl + pathname + search, { method, headers, body });
  });
}

test("an app of one's own joins by the hooks alone, and meets a page of ours", async (place) => {
  const server = serveOwn(await bundle(), place.app.url);
  try {
    const own = await (await place.person()).newPage();
    await own.goto(`http://127.0.0.1:${server.addr.port}/`);
    await button(own, "Join").click();
    await isInside(own);

    const ours = await place.visit(await place.person(), "own");
    await join(ours, "Lee");
    await seesPeople(ours, "Kim", "Lee");
    await own.getByRole("listitem").filter({ hasText: "Lee" }).waitFor();
    await button(own, "Leave").click();
    await seesPeople(ours, "Lee");
  } finally {
    await place.clear();
    await server.shutdown();
  }
});
