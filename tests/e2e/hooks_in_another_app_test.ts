/**
 * docs/hooks.md in a page that is not ours, without Fresh: "Use the hooks in your own app", and each example, whose
 * effects and handlers run here.
 */
import * as esbuild from "esbuild";
import { expect } from "expect";
import { join as joinPath } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { seesMovingPicture } from "./media_spy.ts";
import { lacksPasskeys } from "./passkeys.ts";
import { button, isDescribed, isInside, join, participant, seesPeople } from "./people.ts";
import { type Testbed, type TestOptions, testsOnTestbed } from "./testbed.ts";
import { clickJoin, owner, visitor } from "./space_owner.ts";
import { hum, toneMicrophone } from "./tone_microphone.ts";

const test = testsOnTestbed("own-app");
const root = joinPath(import.meta.dirname ?? ".", "..", "..");

/** The examples of the docs, bundled into pages as another app would; files by their paths. */
async function bundle(): Promise<Map<string, string>> {
  const source = "./tests/fakes/media/hook_examples.tsx";
  const entries = {
    app: `
      import { render, h } from "preact";
      import { OwnApp } from "${source}";
      render(h(OwnApp, { slug: "own" }), document.body);
    `,
    all: `
      import { render, h } from "preact";
      import * as examples from "${source}";
      const { Space, OwnApp, PresencePreview, Tile, PersonConnection, ...views } = examples;
      const slug = new URLSearchParams(location.search).get("slug");
      const presence = { roomName: "space-" + slug, count: 0 };
      const visit = { slug, roomName: presence.roomName, livekitUrl: "", livekitReady: true, visitor: null, presence };
      const children = [h(PresencePreview, { visit }), ...Object.values(views).map((View) => h(View))];
      render(h(Space, { visit, children }), document.body);
    `,
  };
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: Object.keys(entries).map((name) => ({ in: `own:${name}`, out: name })),
      plugins: [{
        name: "own",
        setup(build) {
          build.onResolve({ filter: /^own:/ }, ({ path }) => ({ path, namespace: "own" }));
          build.onLoad({ filter: /./, namespace: "own" }, ({ path }) => ({
            contents: Object.entries(entries).find(([name]) => path === `own:${name}`)?.[1],
            resolveDir: root,
          }));
        },
      }],
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

/** A site of its own, with the API behind the same origin, as a proxy puts it there. */
function serveOwn(files: Map<string, string>, apiUrl: string) {
  const html = { "content-type": "text/html" };
  const script = { "content-type": "text/javascript" };
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const file = files.get(pathname);
    if (file !== undefined) return new Response(file, { headers: script });
    if (!pathname.startsWith("/api/")) {
      const page = `<!doctype html><body><script type="module" src="/own${pathname}.js"></script>`;
      return new Response(page, { headers: html });
    }
    const { method, headers } = request;
    const body = method === "GET" ? undefined : await request.arrayBuffer();
    return await fetch(apiUrl + pathname + search, { method, headers, body });
  });
}

/** `run` gets the address of the site. */
function testOfOwn(
  claim: string,
  run: (testbed: Testbed, port: number) => Promise<void>,
  options?: TestOptions,
): void {
  test(claim, async (testbed) => {
    const server = serveOwn(await bundle(), testbed.app.url);
    try {
      await run(testbed, server.addr.port);
    } finally {
      await testbed.clear();
      await server.shutdown();
    }
  }, options);
}

async function visitAll(
  context: BrowserContext,
  port: number,
  slug: string,
  host = "127.0.0.1",
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`http://${host}:${port}/all?slug=${slug}`);
  return page;
}

testOfOwn(
  "an app of one's own joins by the hooks alone, and meets a page of ours",
  async (testbed, port) => {
    const own = await (await testbed.person()).newPage();
    await own.goto(`http://127.0.0.1:${port}/app`);
    await button(own, "Join").click();
    await isInside(own);

    const ours = await testbed.visit(await testbed.person(), "own");
    await join(ours, "Lee");
    await seesPeople(ours, "Kim", "Lee");
    await own.getByRole("listitem").filter({ hasText: "Lee" }).waitFor();
    await button(own, "Leave").click();
    await seesPeople(ours, "Lee");
  },
);

testOfOwn("the examples of devices and settings do what they say", async (testbed, port) => {
  const own = await visitAll(await testbed.person(), port, "devices");
  const stored = (key: string) =>
    own.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? "null"), key);
  await button(own, "Allow the microphone").click();
  const picker = own.getByRole("combobox", { name: "Input device" });
  await eventually(async () => expect(await picker.getByRole("option").count()).toBeGreaterThan(1));
  await picker.selectOption({ index: 1 });
  const chosen = await picker.inputValue();
  expect(chosen).not.toBe("");
  expect(await stored("madang.devices")).toMatchObject({ microphone: chosen });

  await button(own, "Test the microphone").click();
  await eventually(async () =>
    expect(await own.locator("meter").evaluate((meter: HTMLMeterElement) => meter.value))
      .toBeGreaterThan(0)
  );
  await own.getByRole("checkbox", { name: "Less noise" }).uncheck();
  expect(await stored("madang.audio")).toMatchObject({ noiseSuppression: false });
  await own.getByRole("radio", { name: "480p" }).check();
  expect(await stored("madang.video")).toMatchObject({ resolution: "480p" });
});

testOfOwn("the examples of the call and of one's voice do what they say", async (testbed, port) => {
  const context = await testbed.person({ permissions: ["microphone"] });
  await context.addInitScript(toneMicrophone);
  const own = await visitAll(context, port, "call");
  await own.getByText("idle").waitFor();
  const lee = await testbed.visit(await testbed.person({ permissions: ["camera"] }), "call");
  await join(lee, "Lee", { hasCamera: true });
  await own.getByText("1 inside now").waitFor();
  await button(own, "Join").click();
  await own.getByText("connected", { exact: true }).waitFor();
  await seesMovingPicture(own.getByRole("listitem").filter({ hasText: "Lee" }));

  const microphone = (pressed: boolean) =>
    own.getByRole("button", { name: "Microphone", exact: true, pressed });
  await microphone(false).click();
  await microphone(true).waitFor();
  await isDescribed(participant(lee, "Kim"), "muted", false);
  await hum(own, 0.0005);
  await microphone(true).click();
  await microphone(false).waitFor();

  await button(own, "Hold to talk").hover();
  await own.mouse.down();
  await microphone(true).waitFor();
  await button(own, "Talking").waitFor();
  await own.mouse.up();
  await microphone(false).waitFor();
  await button(own, "Hold to talk").waitFor();

  await hum(own, 0.1);
  await button(own, "You are muted: unmute").click();
  await microphone(true).waitFor();
  await button(own, "Hear yourself").click();
  await button(own, "recording").click();
  await button(own, "Hear yourself").waitFor();

  // Another tab of the same browser takes the seat.
  const ours = await testbed.visit(context, "call");
  await join(ours, "Kim");
  await button(own, "Come back here").click();
  await own.getByText("connected", { exact: true }).waitFor();
  await button(ours, "Come back here").waitFor();
});

testOfOwn("the examples of who looks after a space do what they say", async (testbed, port) => {
  const olive = await owner(testbed, { slug: "kept", policy: "knock" });
  const own = await visitAll(olive.context(), port, "kept", "localhost");
  await button(own, "Join").click();
  await own.getByText("connected", { exact: true }).waitFor();
  const kim = await visitor(testbed, "kept");
  await kim.getByRole("button", { name: "Microphone", pressed: false }).click();
  await clickJoin(kim, "Kim");
  await button(own, "Let in").click();
  await isInside(kim);
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await own.getByRole("listitem").filter({ hasText: /^Kim$/ }).first().waitFor();
  await button(own, "Mute everybody else").click();
  await kim.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  const lee = await visitor(testbed, "kept");
  await clickJoin(lee, "Lee");
  await button(own, "Not now").click();
  await lee.getByText("Nobody can let you in right now.").waitFor();
}, { ignore: lacksPasskeys });
