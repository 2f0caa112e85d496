/** Leaves a call by navigating elsewhere, and comes back by the browser's own button. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import type { ChromiumOptions } from "../../toolchain/chromium.ts";
import { captures, hearsPeople } from "./media_spy.ts";
import { button, isDescribed, isInside, join, participant, seesPeople } from "./people.ts";
import type { Testbed } from "./testbed.ts";

/** Expects the pre-join then, with name and choices, and joins as ever. */
export async function comesBackToTheDoor(
  testbed: Testbed,
  slug: string,
  chromium: ChromiumOptions = {},
): Promise<void> {
  const kim = await testbed.visit(await testbed.person({}, chromium), slug);
  await join(kim, "Kim", { hasMicrophone: true });
  const lee = await testbed.visit(await testbed.person(), slug);
  await join(lee, "Lee");
  await seesPeople(lee, "Kim", "Lee");
  await kim.goto(`${testbed.app.url}/nowhere`);
  // Without a word LiveKit would notice after some 20 s.
  await participant(lee, "Kim").waitFor({ state: "detached", timeout: 15_000 });
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
}

/** Not awaited until it is loaded: a page that was kept is not loaded again. */
export async function goBack(page: Page): Promise<void> {
  await page.goBack({ waitUntil: "commit" });
}
