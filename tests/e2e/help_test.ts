/** *Receive less* and *Something is wrong*, on one journey of two people. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { button, join, participant } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("help");

async function openFromMore(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name }).click();
}

test("a person who receives sound alone brings one video by a click, and is told why nobody hears them", async (testbed) => {
  const ann = await testbed.visit(await testbed.person(), "help");
  await join(ann, "Ann", { hasCamera: true, hasMicrophone: true });
  const ben = await testbed.visit(await testbed.person(), "help");
  await join(ben, "Ben");
  const video = participant(ben, "Ann").locator("video");
  await video.waitFor();

  await openFromMore(ben, "Receive less");
  await ben.getByRole("radio", { name: /^Sound only/ }).check();
  await button(ben, "Done").click();
  await video.waitFor({ state: "detached" });
  const bring = button(ben, "Show video of Ann");
  await bring.waitFor();

  // A reload joins without any video.
  await ben.reload();
  await button(ben, "Join").click();
  await bring.waitFor();
  expect(await video.count()).toBe(0);
  await bring.click();
  await eventually(async () => {
    expect(await video.evaluate((one: HTMLVideoElement) => one.videoWidth)).toBeGreaterThan(0);
  });

  await openFromMore(ben, "Something is wrong");
  await button(ben, "They cannot hear me").click();
  await ben.getByText("You are muted.").waitFor();
  const report = await ben.locator(".trouble-report pre").textContent();
  expect(report).toContain("not-heard: microphone-off");
  expect(report).not.toMatch(/Ann|Ben|127\.0\.0\.1|seat_/);
  await button(ben, "Unmute").click();
  await button(ben, "I cannot hear them").click();
  await ben.getByText("Their sound arrives and is played.").waitFor();
  await button(ben, "Done").click();
  await ben.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
});
