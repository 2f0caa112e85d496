/**
 * Pages that were left and kept (the back-forward cache), which the headless shell of npm does not: `deno task
 * test:chromium` takes a whole Chromium.
 */
import { expect } from "expect";
import { comesBackToTheDoor, goBack } from "../e2e/coming_back.ts";
import { button } from "../e2e/people.ts";
import { testsOnTestbed } from "../e2e/testbed.ts";

const test = testsOnTestbed("kept-pages");

test("the first page comes back as it was, and works", async (testbed) => {
  const page = await (await testbed.person({}, { keepsPages: true })).newPage();
  await page.goto(testbed.app.url);
  await page.evaluate(() => Reflect.set(globalThis, "isTheSame", true));
  await page.getByRole("textbox").fill("tea");
  await button(page, "Open").click();
  await page.getByRole("textbox", { name: "Your name" }).waitFor();
  await goBack(page);
  expect(await page.evaluate(() => Reflect.get(globalThis, "isTheSame"))).toBe(true);
  await button(page, "Open").click();
  await page.getByRole("textbox", { name: "Your name" }).waitFor();
});

test("a person who left a call and comes back is at the pre-join, with name and choices, also where pages are kept", (testbed) =>
  comesBackToTheDoor(testbed, "back", { keepsPages: true }));
