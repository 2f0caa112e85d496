/** What a person does on a page whose code is still on its way: it is theirs, and it is carried out. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { button, isInside, participant } from "./people.ts";
import { testsInPlace } from "./place.ts";

const test = testsInPlace("early");

/** Holds the code of all pages back until the answered function is called. */
async function withoutCode(page: Page): Promise<() => void> {
  const arrived = Promise.withResolvers<void>();
  await page.route("**/_fresh/**", async (route) => {
    await arrived.promise;
    await route.continue();
  });
  return arrived.resolve;
}

test("the door: a name and Enter before the code is there lead inside by that name", async (place) => {
  const page = await (await place.person()).newPage();
  const codeArrives = await withoutCode(page);
  await page.goto(`${place.app.url}/space/early`, { waitUntil: "commit" });
  const name = page.getByRole("textbox", { name: "Your name" });
  await name.pressSequentially("alexander");
  await button(page, "Microphone").click();
  await name.press("Enter");
  await page.locator('button[aria-busy="true"]', { hasText: "Join" }).waitFor();
  expect(await name.inputValue()).toBe("alexander");
  codeArrives();
  await isInside(page);
  await participant(page, "alexander").waitFor();
  await page.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
});

test("the home page: what is typed stays when the code comes, and an invitation is told to nobody", async (place) => {
  const page = await (await place.person()).newPage();
  const requested: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  const codeArrives = await withoutCode(page);
  await page.goto(place.app.url, { waitUntil: "commit" });
  const invitation = `${place.app.url}/space/early#link=se-cr.et`;
  const field = page.getByRole("textbox", { name: "Which space?" });
  await field.fill(invitation);
  await field.press("Enter");
  codeArrives();
  await page.waitForURL(invitation);
  expect(requested.join()).not.toContain("se-cr.et");
});
