import { join, relative } from "node:path";
import { expect } from "expect";
import { engineFlags } from "../../toolchain/engine_flags.ts";
import {
  type Arrow,
  circlesIn,
  layerOf,
  reachingFresh,
  reachOf,
  wrongWith,
} from "./module_graph.ts";
import { drawRooms } from "./rooms_picture.ts";
import { filesUnder } from "./source_files.ts";

const root = join(import.meta.dirname ?? ".", "..", "..");
const folders = ["routes", "islands", "components", "lib", "toolchain", "compat", "tests"];

interface Dependency {
  specifier: string;
  code?: { specifier?: string };
  type?: { specifier?: string };
}

/** Every import of every source file, types and `import()` with the rest. */
async function readArrows(): Promise<{ files: string[]; arrows: Arrow[] }> {
  const files = ["main.ts", "dev.ts", "fresh.config.ts"].map((name) => join(root, name));
  for (const folder of folders) {
    for await (const path of filesUnder(`${folder}/`)) files.push(join(root, path));
  }
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(
    entry,
    files.map((file) => `import "file://${encodeURI(file)}";`).join("\n"),
  );
  const flags = await engineFlags(root, { env: { MADANG_FRESH: "npm" }, isQuiet: true });
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", "--config=deno.json", ...flags, entry],
    cwd: root,
  }).output();
  await Deno.remove(entry);
  expect(success).toBe(true);
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const pathOf = (url: string) =>
    url.startsWith("file:") ? relative(root, decodeURIComponent(new URL(url).pathname)) : url;
  const arrows: Arrow[] = [];
  for (const { specifier, dependencies } of modules) {
    const from = pathOf(specifier);
    if (from.startsWith("..") || from.startsWith("node_modules") || !/\.tsx?$/.test(from)) continue;
    for (const { specifier: written, code, type } of (dependencies ?? []) as Dependency[]) {
      const resolved = code?.specifier ?? type?.specifier;
      if (resolved !== undefined) arrows.push({ from, to: pathOf(resolved), written });
    }
  }
  return { files: files.map((file) => relative(root, file)), arrows };
}

let files: string[];
let arrows: Arrow[];

Deno.test.beforeAll(async () => {
  ({ files, arrows } = await readArrows());
});

Deno.test("the module graph holds every source file", () => {
  expect(files.filter((file) => layerOf(file) === null)).toEqual([]);
  expect(arrows.length).toBeGreaterThan(files.length);
});

Deno.test("imports go one way", () => {
  const wrong = arrows.map(wrongWith).filter((words) => words !== null);
  expect([...new Set(wrong)]).toEqual([]);
});

Deno.test("no modules import each other, types too", () => {
  const ours = arrows.filter(({ from }) => !/^(tests|compat)\//.test(from));
  expect(circlesIn(ours)).toEqual([]);
});

Deno.test("circlesIn() finds planted circles, each once", () => {
  const arrow = (from: string, to: string): Arrow => ({ from, to, written: `./${to}` });
  const straight = [arrow("a.ts", "b.ts"), arrow("b.ts", "c.ts"), arrow("a.ts", "c.ts")];
  expect(circlesIn(straight)).toEqual([]);
  expect(circlesIn([...straight, arrow("c.ts", "b.ts")])).toEqual([["b.ts", "c.ts"]]);
  expect(circlesIn([...straight, arrow("c.ts", "a.ts")])).toEqual([["a.ts", "b.ts", "c.ts"]]);
});

Deno.test("docs/images/rooms.svg shows the rooms as they are", async () => {
  const picture = new URL("../../docs/images/rooms.svg", import.meta.url);
  const drawn = drawRooms(arrows.filter(({ from }) => !from.startsWith("tests/")));
  if (Deno.env.has("MADANG_WRITE_DOCS")) await Deno.writeTextFile(picture, drawn);
  // `deno task docs` draws it anew.
  expect(await Deno.readTextFile(picture)).toBe(drawn);
});

Deno.test("no test can reach Fresh", () => {
  expect(reachingFresh(arrows)).toEqual([]);
});

Deno.test("the hooks take nothing along but our API client, our contract and five packages", () => {
  const { paths, packages } = reachOf("lib/media/hooks/", arrows);
  expect(paths.map(layerOf).filter((layer) => !/^lib\/(media|api|contract)$/.test(layer ?? "")))
    .toEqual([]);
  expect(packages).toEqual([
    ...["@preact/signals", "@sapphi-red/web-noise-suppressor", "livekit-client", "preact", "zod"],
  ]);
});

Deno.test("wrongWith() finds planted wrong arrows, and passes right ones", () => {
  const local = (from: string, to: string) => wrongWith({ from, to, written: "./x.ts" });
  const named = (from: string, written: string) => wrongWith({ from, to: "", written });
  const wrong = [
    local("lib/contract/token.ts", "lib/server/config/config.ts"),
    local("lib/contract/token.ts", "lib/media/call/call.ts"),
    local("lib/server/livekit/tokens.ts", "lib/media/call/call.ts"),
    local("lib/media/call/call.ts", "lib/server/livekit/tokens.ts"),
    local("lib/media/call/call.ts", "components/space/Tile.tsx"),
    local("lib/api/ApiClient.ts", "lib/media/base/call_error.ts"),
    local("components/space/Tile.tsx", "lib/api/ApiClient.ts"),
    local("components/space/Tile.tsx", "islands/SpaceIsland.tsx"),
    local("islands/SpaceIsland.tsx", "lib/server/livekit/tokens.ts"),
    local("routes/index.tsx", "lib/media/call/call.ts"),
    local("lib/server/livekit/tokens.ts", "routes/index.tsx"),
    local("lib/server/livekit/tokens.ts", "fresh.config.ts"),
    local("main.ts", "compat/fresh/mod.ts"),
    local("routes/index.tsx", "compat/fresh/mod.ts"),
    local("main.ts", "toolchain/livekit.ts"),
    local("components/call/Tile.tsx", "lib/account/FetchAccountPort.ts"),
    local("components/call/Tile.tsx", "lib/media/browser/WebStoragePort.ts"),
    local("lib/server/livekit/tokens.ts", "tests/fakes/clock.ts"),
    local("fresh.config.ts", "lib/server/livekit/tokens.ts"),
    local("tests/unit/a_test.ts", "routes/index.tsx"),
    local("tests/unit/a_test.ts", "main.ts"),
    local("elsewhere/a.ts", "lib/contract/token.ts"),
    local("lib/helpers/a.ts", "lib/contract/token.ts"),
    named("lib/contract/token.ts", "preact"),
    named("lib/media/call/call.ts", "livekit-client"),
    named("components/space/Tile.tsx", "livekit-client"),
    named("lib/server/livekit/tokens.ts", "livekit-client"),
    named("lib/server/livekit/tokens.ts", "@preact/signals/utils"),
    named("lib/server/livekit/tokens.ts", "fresh"),
    named("components/space/Tile.tsx", "fresh/runtime"),
    named("lib/media/call/call.ts", "livekit-server-sdk"),
    named("lib/media/call/call.ts", "node:path"),
    named("lib/media/call/call.ts", "npm:zod"),
    named("lib/media/call/call.ts", "jsr:@std/path"),
    named("routes/index.tsx", "esbuild"),
  ];
  expect(wrong.map((words) => words === null)).toEqual(wrong.map(() => false));
  const right = [
    local("main.ts", "lib/server/config/config.ts"),
    local("routes/api/livekit/token.ts", "lib/server/http/endpoints/token.ts"),
    local("routes/index.tsx", "islands/HomeIsland.tsx"),
    local("islands/SpaceIsland.tsx", "lib/media/hooks/useLiveKit.ts"),
    local("islands/SpaceIsland.tsx", "lib/account/FetchAccountPort.ts"),
    local("fresh.config.ts", "lib/server/services.ts"),
    local("dev.ts", "toolchain/livekit.ts"),
    named("lib/contract/token.ts", "zod/mini"),
    named("lib/media/livekit/room.ts", "livekit-client"),
    named("lib/server/livekit/tokens.ts", "jose"),
    named("routes/_app.tsx", "fresh/runtime"),
  ];
  expect(right).toEqual(right.map(() => null));
});

Deno.test("reachingFresh() tells the way, however long, and of types too", () => {
  const chain: Arrow[] = [
    { from: "tests/unit/a_test.ts", to: "lib/server/a.ts", written: "../../lib/server/a.ts" },
    { from: "lib/server/a.ts", to: "lib/server/b.ts", written: "./b.ts" },
    { from: "lib/server/b.ts", to: "lib/server/a.ts", written: "./a.ts" },
    { from: "tests/unit/b_test.ts", to: "lib/server/c.ts", written: "../../lib/server/c.ts" },
  ];
  expect(reachingFresh(chain)).toEqual([]);
  const last = { from: "lib/server/b.ts", to: "compat/fresh/mod.ts", written: "fresh" };
  expect(reachingFresh([...chain, last])).toEqual([
    "tests/unit/a_test.ts → lib/server/a.ts → lib/server/b.ts → fresh",
  ]);
});
