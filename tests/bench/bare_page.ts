/**
 * The page that ours are measured against: one with the same parts (Preact, signals, livekit-client after the first
 * paint) that asks for a name, joins and shows who is there, and does nothing else. Its API is the app's own.
 */
import { join } from "node:path";
import * as esbuild from "esbuild";
import { freeTcpPort } from "../../toolchain/free_port.ts";

/** The page has our stylesheet and our markup too, of which only the field and the button come alive. */
const htmlAround = (head: string, main: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title>
<meta name="viewport" content="width=device-width">${head}
<script type="module" src="/bare/main.js"></script></head>
<body><div id="root"><input aria-label="Your name"><button>Join</button></div>
<div inert>${main.replace(/Join|Your name/g, "")}</div></body></html>`;

const main = `
import { h, hydrate } from "preact";
import { signal } from "@preact/signals";
const name = signal("");
const call = () => import("./call.js");
function Page() {
  return [
    h("input", { "aria-label": "Your name", value: name, onInput: (e) => name.value = e.target.value }),
    h("button", { onClick: () => call().then((c) => c.join(name.peek())) }, "Join"),
  ];
}
hydrate(h(Page), document.getElementById("root"));
document.dispatchEvent(new Event("madang.live"));
setTimeout(() => call().then((c) => c.warm()), 200);
`;

const call = `
import { Room, RoomEvent } from "livekit-client";
const room = new Room({ adaptiveStream: true, dynacast: true });
const roomName = "space-bench";
export const warm = () => {};
async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
  return await answer.json();
}
export async function join(participantName) {
  await post("/api/guest-sessions", { roomName, participantName });
  const { token, url } = await post("/api/livekit/token", { roomName, participantName });
  room.on(RoomEvent.TrackSubscribed, (track) => document.body.append(track.attach()));
  await room.connect(url, token);
  const leave = document.createElement("button");
  leave.textContent = "Leave";
  leave.onclick = () => room.disconnect();
  document.body.append(leave);
}
`;

export interface BarePage extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
}

/** Serves it, with the API of the app at `appUrl` behind the same origin. */
export async function serveBarePage(appUrl: string): Promise<BarePage> {
  const files = await bundle();
  const door = await (await fetch(`${appUrl}/space/bench`)).text();
  const part = (pattern: RegExp) => pattern.exec(door)?.[0] ?? "";
  const html = htmlAround(part(/<link [^>]*styles\.css[^>]*>/), part(/<main[^]*<\/main>/));
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: freeTcpPort(), onListen: () => {} },
    (request) => {
      const { pathname } = new URL(request.url);
      const isOfTheApp = pathname.startsWith("/api/") || pathname.endsWith(".css");
      if (isOfTheApp) return fetch(new Request(appUrl + pathname, request));
      const file = files.get(pathname);
      return file
        ? new Response(file, { headers: { "content-type": "text/javascript" } })
        : new Response(html, { headers: { "content-type": "text/html" } });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function bundle(): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const root = join(import.meta.dirname ?? "", "..", "..");
  const sources: Record<string, string> = { "main.js": main, "call.js": call };
  const result = await esbuild.build({
    entryPoints: { main: "bare:main.js", call: "bare:call.js" },
    outdir: join(root, "bare"),
    absWorkingDir: root,
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    plugins: [{
      name: "bare",
      setup(build) {
        build.onResolve({ filter: /^(bare:|\.\/call\.js)/ }, ({ path }) => ({
          path: path.replace(/^(bare:|\.\/)/, ""),
          namespace: "bare",
        }));
        build.onLoad({ filter: /./, namespace: "bare" }, ({ path }) => ({
          contents: sources[path],
          resolveDir: root,
        }));
      },
    }],
  });
  await esbuild.stop();
  return new Map(result.outputFiles.map(({ path, contents }) => [
    `/bare/${path.split(/[\\/]/).at(-1)}`,
    new Uint8Array(contents),
  ]));
}
