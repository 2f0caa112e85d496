/** The page's code: still loading, while a person types and clicks; or gone with a deployment. */
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "expect";
import type { Page } from "playwright-core";
import { locales } from "../../components/messages/locale.ts";
import { button, isInside, join, participant } from "./people.ts";
import { Walker } from "./accessibility_walk.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("page-code");

/** Holds the code of all pages back until the answered function is called. */
async function withoutCode(page: Page): Promise<() => void> {
  const arrived = Promise.withResolvers<void>();
  await page.route("**/_fresh/**", async (route) => {
    await arrived.promise;
    await route.continue();
  });
  return arrived.resolve;
}

test("the pre-join: a name and Enter before the code is there lead inside by that name", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  const codeArrives = await withoutCode(page);
  await page.goto(`${testbed.app.url}/space/early`, { waitUntil: "commit" });
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

test("the home page: typed text stays when the code comes, and an invitation is not sent to the server", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  const requested: string[] = [];
  page.on("request", (request) => requested.push(request.url()));
  const codeArrives = await withoutCode(page);
  await page.goto(testbed.app.url, { waitUntil: "commit" });
  const invitation = `${testbed.app.url}/space/early#link=se-cr.et`;
  const field = page.getByRole("textbox", { name: "Or which space?" });
  await field.fill(invitation);
  await field.press("Enter");
  codeArrives();
  await page.waitForURL(invitation);
  expect(requested.join()).not.toContain("se-cr.et");
});

/** Bytes of gzip: what joining loaded before there were chat, people, hands and layouts (241,492), and 25 KB for them. */
const joinBytes = 241_492 + 25 * 1024;

/** The last that joining loads. */
const lastScript = /\/CallOutsideTab-[^/]*\.js$/;

for (const locale of locales) {
  test(`joining loads little code, and words in no other language: ${locale}`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
    const { page } = walker;
    const scripts = new Map<string, Promise<string>>();
    page.on("response", (response) => {
      const { pathname } = new URL(response.url());
      if (!pathname.endsWith(".js")) return;
      scripts.set(pathname, response.text());
    });
    await page.goto(`${testbed.app.url}/space/light`);
    const last = page.waitForResponse(lastScript);
    await walker.join("Kim");
    await last;
    let bytes = 0;
    for (const [path, text] of scripts) {
      const code = await text;
      bytes += gzipSync(code, { level: 9 }).byteLength;
      // The page's first words are few, and come in both languages.
      if (!/-[A-Z0-9]{8}\.js$/.test(path)) continue;
      const foreign = locale === "en" ? /[\uAC00-\uD7A3]/ : /Everybody in the call/;
      expect([basename(path), foreign.test(code)]).toEqual([basename(path), false]);
    }
    console.log(`joining in ${locale}: ${bytes} bytes in ${scripts.size} scripts`);
    expect(bytes).toBeGreaterThan(200_000);
    expect(bytes).toBeLessThanOrEqual(joinBytes);
  });
}

test("a tab that is open over a deployment says so where code is missing, and the call goes on", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  await page.goto(`${testbed.app.url}/space/deployed`);
  await join(page, "Kim");
  // Another build: the files of this one are gone, and pages name their own.
  await page.route("**/_fresh/**", (route) => route.fulfill({ status: 404 }));
  await page.route(`${testbed.app.url}/`, async (route) => {
    const answer = await route.fetch();
    const html = (await answer.text()).replaceAll(/early\.js[^"]*/g, "early.js?another");
    await route.fulfill({ response: answer, body: html });
  });
  await button(page, "Show QR code").click();
  await page.getByText("There is a new version of this page").waitFor();
  expect(await button(page, "Leave").isVisible()).toBe(true);
  await button(page, "Later").click();
  await page.getByText("There is a new version of this page").waitFor({ state: "hidden" });
  await button(page, "Hide QR code").click();
  await button(page, "Show QR code").click();
  await page.unroute("**/_fresh/**");
  await button(page, "Reload").click();
  await button(page, "Join").waitFor();
});
