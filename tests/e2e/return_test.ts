/** Pages that were left by a real navigation, and come back by the browser's own button. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { obtainWholeChromium } from "../../parts/chromium_program.ts";
import { MissingPartError } from "../../parts/missing_part.ts";
import { captures, hearsPeople } from "./media_spy.ts";
import { button, isDescribed, isInside, join, participant, seesPeople } from "./people.ts";
import { isFirefox, testsInPlace } from "./place.ts";

const test = testsInPlace("return");

/** A headless shell keeps no pages: told as ignored where nothing else is installed. */
const keepsPages = !isFirefox && await obtainWholeChromium().then(() => true, (error) => {
  if (error instanceof MissingPartError) return false;
  throw error;
});

test(
  "the first page comes back as it was, and works",
  async (place) => {
    const page = await (await place.person({}, { keepsPages: true })).newPage();
    await page.goto(place.app.url);
    await page.evaluate(() => Reflect.set(globalThis, "isTheSame", true));
    await page.getByRole("textbox").fill("tea");
    await button(page, "Open").click();
    await page.getByRole("textbox", { name: "Your name" }).waitFor();
    await goBack(page);
    expect(await page.evaluate(() => Reflect.get(globalThis, "isTheSame"))).toBe(true);
    await button(page, "Open").click();
    await page.getByRole("textbox", { name: "Your name" }).waitFor();
  },
  { ignore: !keepsPages },
);

for (const keeps of [false, true]) {
  test(
    `who left a call and comes back is at the door, with name and choices${
      keeps ? ", also where pages are kept" : ""
    }`,
    async (place) => {
      const kim = await place.visit(await place.person({}, { keepsPages: keeps }), `back-${keeps}`);
      await join(kim, "Kim", { hasMicrophone: true });
      const lee = await place.visit(await place.person(), `back-${keeps}`);
      await join(lee, "Lee");
      await seesPeople(lee, "Kim", "Lee");
      await kim.goto(`${place.app.url}/nowhere`);
      // Firefox closes sockets before `pagehide`: LiveKit notices after some 20 s (docs/browsers.md).
      await participant(lee, "Kim").waitFor({ state: "detached", timeout: 40_000 });
      await goBack(kim);
      await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
      expect(await kim.getByRole("textbox", { name: "Your name" }).inputValue()).toBe("Kim");
      expect(await captures(kim)).toEqual([]);
      await button(kim, "Join").click();
      await isInside(kim);
      for (const page of [kim, lee]) await seesPeople(page, "Kim", "Lee");
      await isDescribed(participant(lee, "Kim"), "muted", false);
      await hearsPeople(lee, 1);
      expect(await captures(kim)).toEqual(["audio"]);
    },
    { ignore: keeps && !keepsPages },
  );
}

/** Not awaited until it is loaded: a page that was kept is not loaded again. */
async function goBack(page: Page): Promise<void> {
  await page.goBack({ waitUntil: "commit" });
}
