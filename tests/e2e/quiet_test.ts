/** The quiet background and the original sound, as another participant hears them. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import type { RtcParticipant } from "../../toolchain/rtc_participant.ts";
import { eventually } from "./eventually.ts";
import { button, join, joinByApi, switchOff, switchOn } from "./people.ts";
import { noisyVoice, type Sound, whiteNoise, writeSound } from "./sound_file.ts";
import { isFirefox, type Testbed, testsOnTestbed } from "./testbed.ts";

// Firefox plays no file as its microphone.
const test = testsOnTestbed("quiet", { ignore: isFirefox });

/** A tab whose microphone plays `sound`, without the browser's own suppression and gain. */
async function visitWith(testbed: Testbed, slug: string, sound: Sound): Promise<Page> {
  const file = await writeSound(slug, 4, sound);
  const context = await testbed.person({ permissions: ["microphone"] }, {
    args: [`--use-file-for-fake-audio-capture=${file}`],
  });
  await context.addInitScript(() =>
    localStorage.getItem("madang.audio") ?? localStorage.setItem(
      "madang.audio",
      JSON.stringify({ version: 1, noiseSuppression: false, autoGainControl: false }),
    )
  );
  return await testbed.visit(context, slug);
}

const soundOf = (hearer: RtcParticipant, name: string) =>
  hearer.other(name)?.tracks.find(({ source }) => source === "microphone");

/** The loudness of `seconds`, a tenth of a second each, in dBFS; exact silence counts as −90. */
async function listen(hearer: RtcParticipant, name: string, seconds: number): Promise<number[]> {
  const heard: number[] = [];
  let frames = 0;
  await hearer.until(`${name} to be heard for ${seconds} s`, () => {
    const sound = soundOf(hearer, name);
    // Ten frames are a tenth of a second, after which the loudness is another one.
    if (!sound || sound.frames < frames + 10) return false;
    frames = sound.frames;
    return heard.push(Math.max(-90, 20 * Math.log10(sound.loudness))) >= seconds * 10;
  });
  return heard;
}

/** Of the mean power, in dBFS. */
function meanOf(decibels: readonly number[]): number {
  const power = decibels.reduce((sum, each) => sum + 10 ** (each / 10), 0) / decibels.length;
  return 10 * Math.log10(power);
}

async function chooseStrong(page: Page): Promise<void> {
  await button(page, "Audio devices").click();
  await page.getByRole("radio", { name: "Strong" }).check();
  await page.getByText(/^Takes \d+% of one processor core\.$/).waitFor();
  await page.keyboard.press("Escape");
}

// By how much it takes white noise and typing down, and its bytes: `quiet_worklet_test.ts`.
test("Strong takes noise down by 15 dB for others and leaves the voice, also over muting, another capture and a reload; it loads nothing before it is chosen, and is taken back at once", async (testbed) => {
  const page = await visitWith(testbed, "voice", noisyVoice);
  const loaded: string[] = [];
  page.on("requestfinished", (request) => {
    const [, file] = new URL(request.url()).pathname.split("/processing/");
    if (file) loaded.push(file.replace(/-[0-9a-f]{12}/, ""));
  });
  await join(page, "Kim", { hasMicrophone: true });
  const park = await joinByApi(testbed, "voice", "Park", { hasTone: false, hasPicture: false });
  /** The voice, and the noise of its pauses: each lasts for two seconds of every four. */
  const levels = async () => {
    const heard = (await listen(park, "Kim", 4)).toSorted((a, b) => a - b);
    const quarter = Math.floor(heard.length / 4);
    return { noise: meanOf(heard.slice(0, quarter)), voice: meanOf(heard.slice(-quarter)) };
  };
  const before = await levels();
  expect(loaded).toEqual([]);
  await chooseStrong(page);
  const after = await levels();
  console.log("a voice with noise", before, after);
  // Playwright sees no request of a worklet itself.
  expect(loaded).toEqual(["gtcrn.wasm"]);
  expect(before.noise - after.noise).toBeGreaterThan(15);
  expect(Math.abs(before.voice - after.voice)).toBeLessThan(6);
  await switchOff(page, "Microphone");
  await park.until("Kim to be muted", () => soundOf(park, "Kim")?.isMuted === true);
  await switchOn(page, "Microphone");
  expect((await levels()).noise).toBeLessThan(before.noise - 15);
  // Another capture: echo cancellation is another option of it.
  await button(page, "Settings").click();
  await page.getByRole("switch", { name: "Echo cancellation" }).click();
  await page.getByText(/^Takes \d+% of one processor core\.$/).waitFor();
  expect((await levels()).noise).toBeLessThan(before.noise - 15);
  await page.getByRole("radio", { name: "Off" }).check();
  await listen(park, "Kim", 1);
  expect(Math.abs((await levels()).noise - before.noise)).toBeLessThan(4);
  await page.getByRole("radio", { name: "Strong" }).check();
  await page.reload();
  await join(page, "Kim", { hasMicrophone: false });
  await eventually(async () => {
    const settings = await page.evaluate(() => localStorage.getItem("madang.audio"));
    expect(JSON.parse(settings ?? "")).toMatchObject({ isStrong: true, noiseSuppression: false });
  });
});

test("where the page may not run WebAssembly, the voice is sent as it is and the person is told [S321]", async (testbed) => {
  const page = await visitWith(testbed, "refused", whiteNoise);
  // A second policy on top of the server's own.
  await page.context().addInitScript(() =>
    new MutationObserver((_, watch) => {
      if (!document.head) return;
      watch.disconnect();
      const meta = document.createElement("meta");
      meta.httpEquiv = "Content-Security-Policy";
      meta.content = "script-src 'self' 'unsafe-inline'";
      document.head.append(meta);
    }).observe(document, { childList: true, subtree: true })
  );
  await page.reload();
  await join(page, "Kim", { hasMicrophone: true });
  const park = await joinByApi(testbed, "refused", "Park", { hasTone: false, hasPicture: false });
  await listen(park, "Kim", 1);
  const before = meanOf(await listen(park, "Kim", 1));
  await button(page, "Audio devices").click();
  await page.getByRole("radio", { name: "Strong" }).check();
  await page.getByText(/^Does not run here\./).waitFor();
  await page.keyboard.press("Escape");
  expect(Math.abs(meanOf(await listen(park, "Kim", 1)) - before)).toBeLessThan(3);
  await button(page, "Use the browser’s").click();
  await page.getByText(/^Your background is no longer quiet/).waitFor({ state: "detached" });
});

test("the original sound comes in stereo, without any processing, and a voice again after it", async (testbed) => {
  const left: Sound = (seconds) => [0.3 * Math.sin(2 * Math.PI * 440 * seconds), 0];
  const page = await visitWith(testbed, "original", left);
  await join(page, "Kim", { hasMicrophone: true });
  const park = await joinByApi(testbed, "original", "Park", { hasTone: false, hasPicture: false });
  const isStereo = (is: boolean) =>
    park.until(`Kim in ${is ? "stereo" : "mono"}`, () => {
      const [left, right] = soundOf(park, "Kim")?.sides ?? [0, 0];
      return left > 0.05 && is === right < left / 10;
    });
  await isStereo(false);
  await button(page, "Settings").click();
  const original = page.getByRole("switch", { name: /^Original sound/ });
  await original.click();
  await isStereo(true);
  expect(await page.getByRole("radio", { name: "Strong" }).count()).toBe(0);
  expect(await page.getByRole("switch", { name: "Echo cancellation" }).count()).toBe(0);
  await page.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await original.click();
  await isStereo(false);
});
