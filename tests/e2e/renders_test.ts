/** Renders for one change in a call of 25, counted in a real browser. */
import * as esbuild from "esbuild";
import { expect } from "expect";
import { fileURLToPath } from "node:url";
import type { CDPSession, Page } from "playwright-core";
import type { RenderStage } from "../fakes/components/count_renders.tsx";
import { isFirefox, launchBrowser } from "./testbed.ts";

Deno.test("one of 25 people speaks: one ring renders, and nothing else; one more joins: tiles make room at once; among 350 too", async () => {
  const code = await bundle(new URL("../fakes/components/count_renders.tsx", import.meta.url));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addStyleTag({
      path: fileURLToPath(new URL("../../static/styles.css", import.meta.url)),
    });
    await page.addScriptTag({ type: "module", content: code });
    await page.waitForFunction(() => globalThis.renderStage !== undefined);
    await page.getByRole("listitem", { name: "Person 7" }).waitFor();

    expect(await renderedBy(page, 7, { isSpeaking: true })).toEqual(["TileRing"]);
    expect(await renderedBy(page, 7, { isSpeaking: false })).toEqual(["TileRing"]);
    // The same value again.
    expect(await renderedBy(page, 7, { isSpeaking: false })).toEqual([]);
    // The counter works: a new name renders each part of its tile.
    expect(await renderedBy(page, 7, { name: "Kim" })).toContain("Tile");

    // One more than a page holds: the others make room once.
    const [size] = await sizesBy(page, 1);
    const sizes = await sizesBy(page, 26);
    expect(sizes.length).toBe(1);
    expect(sizes).not.toContain(size);

    // 350 are inside, as many as on an evening with listeners: still one ring, and of the list only the rows in sight.
    await page.evaluate(() => {
      for (let seat = 27; seat <= 350; seat++) globalThis.renderStage?.come(seat);
    });
    await page.getByText("350 people").waitFor();
    expect(await renderedBy(page, 8, { isSpeaking: true })).toEqual(["TileRing"]);
    await renderedBy(page, 8, { isSpeaking: false });
    await page.keyboard.press("p");
    await page.locator(".people-row").first().waitFor();
    expect(await page.locator(".people-row").count()).toBeLessThan(60);
    await page.keyboard.press("Escape");
    // Speakers leave nothing behind. Only Chromium tells.
    if (isFirefox) return;
    const session = await page.context().newCDPSession(page);
    const before = await heapAfter(session, page, 40);
    const after = await heapAfter(session, page, 400);
    expect(after - before).toBeLessThan(1_000_000);
  } finally {
    await browser.close();
  }
});

Deno.test("a speaker on another page of the grid is named beside it: no tile moves, one part renders, and a click turns to them", async () => {
  const code = await bundle(new URL("../fakes/components/count_renders.tsx", import.meta.url));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 780 } });
    await page.addStyleTag({
      path: fileURLToPath(new URL("../../static/styles.css", import.meta.url)),
    });
    await page.addScriptTag({ type: "module", content: code });
    await page.waitForFunction(() => globalThis.renderStage !== undefined);
    await page.getByRole("listitem", { name: "Person 1", exact: true }).waitFor();
    const places = () =>
      page.locator(".tile, .pages-way > button").evaluateAll((all) =>
        all.map((one) => JSON.stringify(one.getBoundingClientRect()))
      );
    const before = await places();
    expect(await page.getByRole("listitem", { name: "Person 25" }).count()).toBe(0);
    expect(await renderedBy(page, 25, { isSpeaking: true })).toEqual([
      ...["SpeakerElsewhere", "Avatar"],
    ]);
    expect(await places()).toEqual(before);
    // So is a reaction, above the button that leads to them.
    await page.evaluate(() => globalThis.renderStage?.react(25));
    const above = page.locator(".pages-way").last().locator(".tile-reaction");
    await above.waitFor();
    expect(await page.locator(".tile-reaction").count()).toBe(1);
    expect(await places()).toEqual(before);
    const standsBy = page.getByRole("button", { name: /^Person 25 is speaking, on page \d$/ });
    await standsBy.waitFor();
    await standsBy.click();
    await page.getByRole("listitem", { name: "Person 25" }).waitFor();
    expect(await standsBy.count()).toBe(0);
    // Back on the first page it is there again, and goes once they have been silent for a moment.
    const previous = page.getByRole("button", { name: "Previous people" });
    while (await previous.isEnabled()) await previous.click();
    await standsBy.waitFor();
    await renderedBy(page, 25, { isSpeaking: false });
    await standsBy.waitFor({ state: "detached" });
  } finally {
    await browser.close();
  }
});

/** Names of the components that render when the person on `seat` changes, once all is quiet. */
function renderedBy(
  page: Page,
  seat: number,
  patch: Parameters<RenderStage["change"]>[1],
): Promise<string[]> {
  return page.evaluate(async ({ seat, patch }) => {
    const quiet = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const stage = globalThis.renderStage;
    if (!stage) throw new Error("the stage is not there");
    await quiet();
    stage.rendered.length = 0;
    stage.change(seat, patch);
    await quiet();
    await quiet();
    return stage.rendered;
  }, { seat, patch });
}

/** Bytes of the page's scripts once `count` people have spoken, one after another. */
async function heapAfter(session: CDPSession, page: Page, count: number): Promise<number> {
  await page.evaluate(async (count) => {
    for (let at = 0; at < count; at++) {
      const seat = 2 + at % 349;
      globalThis.renderStage?.change(seat, { isSpeaking: true });
      globalThis.renderStage?.change(seat, { isSpeaking: false });
      if (at % 20 === 0) await new Promise(requestAnimationFrame);
    }
    if (globalThis.renderStage) globalThis.renderStage.rendered.length = 0;
  }, count);
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

/** The sizes at which tiles were painted after one more had joined. */
function sizesBy(page: Page, seat: number): Promise<string[]> {
  return page.evaluate(async (seat) => {
    const sizes = new Set<string>();
    globalThis.renderStage?.come(seat);
    for (let frame = 0; frame < 10; frame++) {
      // A task after the frame: it has been painted.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const tile = document.querySelector(".tile");
      sizes.add(`${tile?.clientWidth} × ${tile?.clientHeight}`);
    }
    return [...sizes];
  }, seat);
}

async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    keepNames: true,
    logLevel: "silent",
  });
  await esbuild.stop();
  return outputFiles[0].text;
}
