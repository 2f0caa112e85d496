/** Messages in the settings, on each tab, for a device that is absent or held by another app. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { locales } from "../../components/messages/locale.ts";
import { plugIn, stubDevices } from "./device_stub.ts";
import { eventually } from "./eventually.ts";
import { captures } from "./media_spy.ts";
import { testsOnTestbed } from "./testbed.ts";
import { Walker } from "./accessibility_walk.ts";

const test = testsOnTestbed("settings-trouble");

const held: string[] = Array(99).fill("NotReadableError");

for (const locale of locales) {
  test(`devices that another app holds, in ${locale}: each tab says so, and one click tries again`, async (testbed) => {
    const walker = await Walker.set(testbed, locale);
    const { context, page } = walker;
    const { settings, call: { askAgain, mediaError } } = walker;
    await stubDevices(context, { permission: "granted", hidesNames: true, refusals: held });
    await walker.goTo(`/space/busy-${locale}`);
    await walker.button(settings.title).click();
    const microphone = page.getByText(mediaError["in-use"].microphone);
    const camera = page.getByText(mediaError["in-use"].camera);
    const tab = (name: "audio" | "video" | "devices") =>
      page.getByRole("tab", { name: settings[name] }).click();
    await microphone.waitFor();
    await walker.sees("settings, microphone held");
    await tab("video");
    await camera.waitFor();
    await walker.sees("settings, camera held");
    await walker.button(askAgain).click();
    await camera.waitFor({ state: "detached" });
    await camera.waitFor();
    await tab("devices");
    for (const words of [microphone, camera]) await words.waitFor();
    await walker.sees("settings, both held");
    await letGo(page);
    await walker.button(askAgain).nth(1).click();
    await camera.waitFor({ state: "detached" });
    await tab("audio");
    await walker.button(askAgain).click();
    await microphone.waitFor({ state: "detached" });
    await levelMoves(walker);
    expect(walker.faults).toEqual([]);
  });
}

test("a microphone that another app holds is the level's verdict where names are known", async (testbed) => {
  const walker = await Walker.set(testbed, "en");
  const { context, page } = walker;
  const { settings, call: { askAgain } } = walker;
  await context.grantPermissions(["microphone"]);
  await stubDevices(context, { permission: "granted" });
  await walker.goTo("/space/held");
  // The first time settings ask, for names. The meter alone finds it held the second time.
  await walker.button(settings.title).click();
  await levelMoves(walker);
  await walker.button(settings.close).click();
  await page.evaluate((held) => globalThis.deviceStub.refusals = held, held);
  await walker.button(settings.title).click();
  const verdict = page.getByText(settings.verdict["held-by-other-app"]);
  await verdict.waitFor();
  await walker.sees("settings, level held");
  await letGo(page);
  await walker.button(askAgain).click();
  await levelMoves(walker);
  expect(await verdict.count()).toBe(0);
  expect(walker.faults).toEqual([]);
});

test("devices that are not there: each tab says so, until they are plugged in", async (testbed) => {
  const walker = await Walker.set(testbed, "en");
  const { page } = walker;
  const { settings, call: { askAgain, mediaError } } = walker;
  await stubDevices(walker.context, {
    permission: "prompt",
    missing: ["audioinput", "videoinput"],
    refusals: Array(9).fill("NotFoundError"),
  });
  await walker.goTo("/space/missing");
  await walker.button(settings.title).click();
  const microphone = page.getByText(mediaError["not-found"].microphone);
  const camera = page.getByText(mediaError["not-found"].camera);
  await microphone.waitFor();
  await walker.sees("settings, no microphone");
  await page.getByRole("tab", { name: settings.video }).click();
  await camera.waitFor();
  await walker.sees("settings, no camera");
  const asked = (await captures(page)).length;
  // Nothing asks again by itself.
  await page.getByRole("tab", { name: settings.devices }).click();
  await microphone.waitFor();
  await camera.waitFor();
  expect((await captures(page)).length).toBe(asked);
  await letGo(page);
  await plugIn(page);
  for (const words of [microphone, camera]) await words.waitFor({ state: "detached" });
  expect(await walker.button(askAgain).count()).toBe(0);
  expect(await walker.button(settings.allow).count()).toBe(2);
  expect(walker.faults).toEqual([]);
});

/** The other app is closed. */
async function letGo(page: Page): Promise<void> {
  await page.evaluate(() => globalThis.deviceStub.refusals = []);
}

async function levelMoves({ page, settings }: Walker): Promise<void> {
  const level = page.getByRole("meter", { name: settings.level, exact: true });
  await eventually(async () =>
    expect(Number(await level.getAttribute("aria-valuenow"))).toBeGreaterThan(0)
  );
}
