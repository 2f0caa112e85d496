/** One's own voice: the meter, the sound check, talking by a key, and talking while muted. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { captures, hasSettled } from "./media_spy.ts";
import {
  button,
  isDescribed,
  isInside,
  join,
  joinByApi,
  participant,
  switchOff,
  switchOn,
} from "./people.ts";
import { isFirefox, type Testbed, testsOnTestbed } from "./testbed.ts";
import { hum, loudnessPlayed, soundHeld, toneMicrophone } from "./tone_microphone.ts";

const test = testsOnTestbed("voice");

/** A tab whose microphone hums. */
async function visitHumming(testbed: Testbed, slug: string): Promise<Page> {
  const context = await testbed.person({ permissions: ["microphone"] });
  await context.addInitScript(toneMicrophone);
  return await testbed.visit(context, slug);
}

const level = (page: Page) => page.getByRole("meter", { name: "Level", exact: true });

/** The RMS that the meter shows, in dBFS. */
async function dbfsShown(page: Page): Promise<number> {
  return Number(await level(page).getAttribute("aria-valuenow")) / 100 * 60 - 60;
}

test("the meter reads a known tone within 1 dB, and names problems", async (testbed) => {
  const page = await visitHumming(testbed, "meter");
  await button(page, "Settings").click();
  for (const amplitudeDbfs of [-20, -34, -8]) {
    await hum(page, 10 ** (amplitudeDbfs / 20));
    // The RMS of a sine is 3 dB below its peak; the bar's number is whole, so 0.3 dB are its own.
    await eventually(async () =>
      expect(Math.abs(await dbfsShown(page) - (amplitudeDbfs - 3.01))).toBeLessThan(1)
    );
  }
  await page.getByText("Sounds good.").waitFor();
  await hum(page, 1.2);
  await page.getByText(/^Too loud/).waitFor();
  await hum(page, 0);
  await page.getByText(/^No sound at all/).waitFor();
  await hum(page, 0.006);
  await page.getByText(/^Too quiet/).waitFor();
  await button(page, "Done").click();
  await eventually(async () =>
    expect(await soundHeld(page)).toMatchObject({ liveTracks: 0, runningContexts: 0 })
  );
});

test("a microphone that is muted in the call is measured all the same, without a second capture", async (testbed) => {
  const page = await visitHumming(testbed, "muted-meter");
  await join(page, "Kim", { hasMicrophone: true });
  await switchOff(page, "Microphone");
  await button(page, "Settings").click();
  await eventually(async () => expect(await dbfsShown(page)).toBeGreaterThan(-25));
  expect((await soundHeld(page)).captures).toBe(1);
});

test("an input volume of 40 is 40 of 100 for the others, and 100 is whole again", async (testbed) => {
  const kim = await visitHumming(testbed, "input-volume");
  await join(kim, "Kim", { hasMicrophone: true });
  const park = await joinByApi(testbed, "input-volume", "Park", {
    hasTone: false,
    hasPicture: false,
  });
  const isHeard = (rms: number) =>
    park.until(`Kim to be heard at ${rms}`, () => {
      const sound = park.other("Kim")?.tracks.find(({ source }) => source === "microphone");
      return Math.abs((sound?.loudness ?? 0) / rms - 1) < 0.15;
    });
  // A sine of 0.1.
  const whole = 0.1 / Math.SQRT2;
  await isHeard(whole);
  await button(kim, "Settings").click();
  const slider = kim.getByRole("slider", { name: "Input volume" });
  for (const percent of [40, 100, 10]) {
    await slider.fill(String(percent));
    await isHeard(whole * percent / 100);
  }
});

test("a person hears themselves after five seconds; the call does not, and nothing is left behind", async (testbed) => {
  const kim = await visitHumming(testbed, "hear");
  await join(kim, "Kim", { hasMicrophone: true });
  const lee = await testbed.visit(await testbed.person(), "hear");
  await join(lee, "Lee");
  await isDescribed(participant(lee, "Kim"), "muted", false);
  // The SDK has a context of its own.
  const heldBefore = await soundHeld(kim);
  await button(kim, "Settings").click();
  await button(kim, "Hear yourself").click();
  await kim.getByText(/^Speak now: [1-4]/).waitFor();
  await isDescribed(participant(lee, "Kim"), "muted");
  expect(await loudnessPlayed(kim)).toBe(0);
  await kim.getByText(/^This is you: [1-4]/).waitFor();
  // The recording is played: the microphone is silent by now.
  await hum(kim, 0);
  await eventually(async () => expect(await loudnessPlayed(kim)).toBeGreaterThan(0.09));
  await isDescribed(participant(lee, "Kim"), "muted");
  await button(kim, "Done").click();
  await isDescribed(participant(lee, "Kim"), "muted", false);
  // The microphone is on as before, and nothing else is held.
  expect(heldBefore.liveTracks).toBe(1);
  await eventually(async () => expect(await soundHeld(kim)).toEqual(heldBefore));
});

test("the microphone is on for as long as the space bar is held, and no longer", async (testbed) => {
  const kim = await testbed.visit(await testbed.person(), "talk");
  await join(kim, "Kim", { hasMicrophone: true });
  await switchOff(kim, "Microphone");
  const park = await joinByApi(testbed, "talk", "Park", { hasTone: false, hasPicture: false });
  const kimsSound = () => park.other("Kim")?.tracks.find(({ source }) => source === "microphone");
  await park.until("Kim to be muted", () => kimsSound()?.isMuted === true);

  // The button was clicked and has the focus: the space bar talks all the same.
  await kim.keyboard.down("Space");
  await park.until("Kim to be heard", () => {
    const sound = kimsSound();
    return sound?.isMuted === false && sound.loudness > 0.001;
  });
  await kim.getByText("Others hear you while you hold the key").waitFor();
  await kim.keyboard.up("Space");
  await park.until("Kim to be muted", () => kimsSound()?.isMuted === true);
  await kim.getByRole("button", { name: "Microphone", pressed: false }).waitFor();

  // With focus from the keyboard, the space bar presses the button.
  await kim.keyboard.press("Shift+Tab");
  await kim.keyboard.press("Tab");
  await button(kim, "Microphone").focus();
  await kim.keyboard.press("Space");
  await park.until("Kim to be heard", () => kimsSound()?.isMuted === false);
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  expect(await captures(kim)).toEqual(["audio"]);
});

test("another key can be chosen to talk by, and the space bar is free then", async (testbed) => {
  const kim = await testbed.visit(await testbed.person(), "another-key");
  await join(kim, "Kim", { hasMicrophone: true });
  await switchOff(kim, "Microphone");
  const microphone = (pressed: boolean) => kim.getByRole("button", { name: "Microphone", pressed });
  await button(kim, "Settings").click();
  await kim.getByRole("combobox", { name: "Key to hold" }).selectOption({ label: "T" });
  await button(kim, "Done").click();
  await kim.locator("body").click({ position: { x: 5, y: 5 } });
  await kim.keyboard.down("t");
  await microphone(true).waitFor();
  await kim.keyboard.up("t");
  await microphone(false).waitFor();
  const isSilent = async () => {
    await hasSettled(kim);
    expect(await kim.getByText("Others hear you while you hold the key").count()).toBe(0);
    await microphone(false).waitFor();
  };
  await kim.keyboard.down("Space");
  await isSilent();
  await kim.keyboard.up("Space");
  // In a field it is a letter.
  await kim.getByRole("textbox").first().focus();
  await kim.keyboard.down("t");
  await isSilent();
  await kim.keyboard.up("t");
  // The list of keys knows, and so does the next visit.
  await kim.reload();
  await join(kim, "Kim");
  await kim.locator("body").click({ position: { x: 5, y: 5 } });
  await kim.keyboard.press("?");
  const list = kim.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.getByText("T", { exact: true }).waitFor();
  // Without talking by a key at all, none does.
  await kim.keyboard.press("Escape");
  await button(kim, "Settings").click();
  await kim.getByRole("switch", { name: "Hold a key to talk" }).click();
  await button(kim, "Done").click();
  await switchOn(kim, "Microphone");
  await switchOff(kim, "Microphone");
  await kim.keyboard.down("t");
  await isSilent();
});

test("a quick tap, another window, and a field leave the microphone off", async (testbed) => {
  const kim = await testbed.visit(await testbed.person(), "tap");
  await join(kim, "Kim", { hasMicrophone: true });
  await switchOff(kim, "Microphone");
  const isOff = kim.getByRole("button", { name: "Microphone", pressed: false });
  for (let i = 0; i < 20; i++) await kim.keyboard.press("Space");
  await eventually(async () => expect(await isOff.getAttribute("aria-busy")).not.toBe("true"));
  await isOff.waitFor();

  await kim.keyboard.down("Space");
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await kim.evaluate(() => dispatchEvent(new Event("blur")));
  await isOff.waitFor();
  await kim.keyboard.up("Space");

  // While Command is down, macOS tells of no other key's going up.
  await kim.keyboard.down("Space");
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await kim.keyboard.down("Meta");
  await isOff.waitFor();
  await kim.keyboard.up("Meta");
  await kim.keyboard.up("Space");

  const link = kim.getByRole("textbox").first();
  await link.focus();
  await kim.keyboard.down("Space");
  await kim.keyboard.up("Space");
  await isOff.waitFor();
});

test("a key asks for no microphone: not in listen only, and not before the permission was asked for", async (testbed) => {
  const listener = await testbed.visit(await testbed.person(), "no-key");
  await listener.getByRole("textbox", { name: "Your name" }).fill("Lee");
  await button(listener, "Listen only").click();
  await isInside(listener);
  const kim = await testbed.visit(await testbed.person(), "no-key");
  await join(kim, "Kim");
  for (const page of [listener, kim]) {
    await page.locator("body").press("Space");
    expect(await captures(page)).toEqual([]);
  }
});

test("a person who talks while muted is told, and only they unmute themselves", async (testbed) => {
  const kim = await visitHumming(testbed, "hint");
  await join(kim, "Kim", { hasMicrophone: true });
  await hum(kim, 0.0005);
  await switchOff(kim, "Microphone");
  await hum(kim, 0.1);
  await kim.getByText("You are talking, but you are muted.").waitFor();
  await kim.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  await button(kim, "Unmute").click();
  await kim.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await kim.getByText("You are talking, but you are muted.").waitFor({ state: "detached" });
});

test("the options of the microphone reach it in the call, and other tabs", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone"] }, {
    severalMicrophones: true,
  });
  const kim = await testbed.visit(context, "options");
  const other = await testbed.visit(context, "other-options");
  await join(kim, "Kim", { hasMicrophone: true });
  for (const page of [kim, other]) await button(page, "Settings").click();
  const noise = (page: Page, mode: "Off" | "Browser’s") => page.getByRole("radio", { name: mode });
  expect(await noise(other, "Browser’s").isChecked()).toBe(true);
  await noise(kim, "Off").check();
  await eventually(async () => expect(await noise(other, "Off").isChecked()).toBe(true));
  // Chromium agrees to any change of a live track and makes none: only capturing anew helps.
  const asked = isFirefox ? ["audio"] : ["audio", "audio"];
  await eventually(async () => expect(await captures(kim)).toEqual(asked));
  await eventually(async () => expect(await kim.getByText(/in this browser\.$/).count()).toBe(0));
  // It lists voice isolation as supported, and on Linux has none. Firefox does not know it.
  const isolation = kim.getByRole("switch", { name: "Voice isolation" });
  if (isFirefox) expect(await isolation.count()).toBe(0);
  else if (Deno.build.os === "linux") {
    await isolation.click();
    await kim.getByText("Not available in this browser.").waitFor();
    await isolation.click();
  }
  await button(kim, "Done").click();
  await switchOff(kim, "Microphone");
  await switchOn(kim, "Microphone");
  await kim.reload();
  await button(kim, "Settings").click();
  await eventually(async () => expect(await noise(kim, "Off").isChecked()).toBe(true));
});
