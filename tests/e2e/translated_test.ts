/** A page that the browser translates, as Chrome does: text that changes stays true. */
import * as esbuild from "esbuild";
import { expect } from "expect";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import type { TranslatedStage } from "../fakes/components/translated_page.tsx";
import { launchBrowser } from "./testbed.ts";

/** How a translator swaps a text node for its own words. */
type Swap = "replace" | "before" | "after";

Deno.test("text that changes is true on a translated page, whatever the translator did with its nodes", async () => {
  const code = await bundle(new URL("../fakes/components/translated_page.tsx", import.meta.url));
  const browser = await launchBrowser();
  try {
    for (const swap of ["replace", "before", "after"] as const) {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.addStyleTag({
        path: fileURLToPath(new URL("../../static/styles.css", import.meta.url)),
      });
      await page.addScriptTag({ type: "module", content: code });
      await page.waitForFunction(() => globalThis.translatedStage !== undefined);
      await translate(page, swap);
      expect(await shown(page)).toEqual([
        "«one»« more»",
        "«red»",
        "«left»«right»",
        "«alpha»«beta»",
      ]);
      await page.getByText("«2 people»", { exact: true }).waitFor();

      await show(page, { written: "two", bound: "blue", middle: true });
      expect(await shown(page)).toEqual([
        ...["two« more»", "blue", "«left»middle«right»", "«alpha»«beta»"],
      ]);
      // New text is translated again.
      await translate(page, swap);
      await show(page, { bound: "green", first: null, order: ["gamma", "beta", "alpha"] });
      expect(await shown(page)).toEqual([
        ...["«two»« more»", "green", "«middle»«right»", "gamma«beta»«alpha»"],
      ]);
      await show(page, { first: "far left", last: null, middle: false });
      expect((await shown(page))[2]).toBe("far left");

      await page.evaluate(() => [3, 4].forEach((seat) => globalThis.translatedStage?.come(seat)));
      await page.getByText("4 people", { exact: true }).waitFor();
      expect(await page.getByText("2 people").count()).toBe(0);
      await translate(page, swap);
      const about = page.locator(".tile").nth(1).locator(".visually-hidden").first();
      expect(await about.textContent()).toBe("«guest, muted»");
      await page.evaluate(() =>
        globalThis.translatedStage?.change(2, { isMicrophoneMuted: false })
      );
      await page.waitForFunction(() =>
        document.querySelectorAll(".tile")[1].querySelector(".visually-hidden")?.textContent ===
          "guest"
      );
      // Names are not translated.
      expect(await page.locator(".tile .chip-name").allTextContents()).toEqual([
        ...["Person 1", "Person 2", "Person 3", "Person 4"],
      ]);

      await untranslate(page);
      expect((await shown(page)).join()).not.toContain("«");
      expect((await shown(page))[0]).toBe("two more");
      expect(errors).toEqual([]);
      await page.close();
    }
  } finally {
    await browser.close();
  }
});

/** Puts words of its own in place of every text node, but where the page asks that none is translated. */
function translate(page: Page, swap: Swap): Promise<void> {
  return page.evaluate((swap) => {
    const texts: Text[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
    }
    for (const text of texts) {
      const { parentElement: parent, data } = text;
      const isOurs = parent &&
        !parent.closest("[translate=no], .notranslate, font, script, style, svg");
      if (!isOurs || data.trim() === "") continue;
      const words = document.createElement("font");
      words.append(document.createElement("font"));
      words.firstElementChild?.append(`«${data}»`);
      globalThis.takenTexts.push([words, text]);
      if (swap === "replace") text.replaceWith(words);
      if (swap === "before") {
        parent.insertBefore(words, text);
        text.remove();
      }
      if (swap === "after") {
        const next = text.nextSibling;
        text.remove();
        parent.insertBefore(words, next);
      }
    }
  }, swap);
}

/** Shows the original again, as the translator's menu does. */
function untranslate(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const [words, text] of globalThis.takenTexts) {
      if (words.isConnected) words.replaceWith(text);
    }
  });
}

declare global {
  var takenTexts: [Element, Text][];
}

function show(page: Page, patch: Parameters<TranslatedStage["show"]>[0]): Promise<void> {
  return page.evaluate(async (patch) => {
    globalThis.translatedStage?.show(patch);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }, patch);
}

function shown(page: Page): Promise<string[]> {
  return page.locator("#written, #bound, #between, #order").evaluateAll((all) =>
    all.map(({ textContent }) => textContent ?? "")
  );
}

async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    banner: { js: "globalThis.takenTexts = [];" },
    logLevel: "silent",
  });
  await esbuild.stop();
  return outputFiles[0].text;
}
