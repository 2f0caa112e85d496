/**
 * Pages that were left and kept (the back-forward cache), which the headless shell of npm does not: `deno task
 * test:chromium` takes a whole Chromium.
 */
import { expect } from "expect";
import { comesBackToTheDoor, goBack } from "../e2e/coming_back.ts";
import { button } from "../e2e/people.ts";
import { testsInPlace } from "../e2e/place.ts";

const test = testsInPlace("kept-pages");

test("the first page comes back as it was, and works", async (place) => {
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
});

test("a person who left a call and comes back is at the pre-join, with name and choices, also where pages are kept", (place) =>
  comesBackToTheDoor(place, "back", { keepsPages: true }));
