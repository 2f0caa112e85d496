/** Where the others are heard, and how loud. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { button, join, joinByApi, participant } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("speaker");

test("a speaker chosen in the call plays the others and the test sound, and the default is found back", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone"] });
  await context.addInitScript(notePlayers);
  const page = await testbed.visit(context, "speaker");
  await join(page, "Kim", { hasMicrophone: true });
  await joinByApi(testbed, "speaker", "Lee", { hasPicture: false });
  await eventually(async () => expect(await speakersInUse(page)).toEqual([""]));

  await button(page, "Settings").click();
  await page.getByRole("tab", { name: "Devices" }).click();
  const picker = page.getByRole("combobox", { name: "Output device" });
  await eventually(async () => expect(await picker.getByRole("option").count()).toBeGreaterThan(1));
  const id = await picker.getByRole("option").last().getAttribute("value");
  expect(id).not.toBe("");
  await picker.selectOption(id);
  await eventually(async () => expect(await speakersInUse(page)).toEqual([id]));
  await button(page, "Play a test sound").click();
  await eventually(async () => expect(await testSound(page)).toMatchObject({ sinkId: id }));
  // A later participant is heard there too.
  await joinByApi(testbed, "speaker", "Park", { hasPicture: false });
  await eventually(async () => expect(await speakersInUse(page)).toEqual([id, id]));

  await picker.selectOption({ label: "System default" });
  await eventually(async () => expect(await speakersInUse(page)).toEqual(["", ""]));
  await button(page, "Play a test sound").click();
  await eventually(async () => expect(await testSound(page)).toMatchObject({ sinkId: "" }));
});

test("a speaker that cannot be used is said, and the next choice is taken", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone"] });
  await context.addInitScript(() => {
    const { setSinkId } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.setSinkId = function (id) {
      return id === ""
        ? setSinkId.call(this, id)
        : Promise.reject(new DOMException("Requested device not found", "NotFoundError"));
    };
  });
  const page = await testbed.visit(context, "no-speaker");
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  await join(page, "Kim", { hasMicrophone: true });
  await joinByApi(testbed, "no-speaker", "Lee", { hasPicture: false });
  await eventually(async () => expect(await speakersInUse(page)).toEqual([""]));
  await button(page, "Settings").click();
  await page.getByRole("tab", { name: "Devices" }).click();
  const picker = page.getByRole("combobox", { name: "Output device" });
  await picker.selectOption({ index: 1 });
  const words = page.getByText("The speaker could not be changed.").last();
  await words.waitFor();
  await picker.selectOption({ label: "System default" });
  await words.waitFor({ state: "detached" });
  expect(faults).toEqual([]);
});

test("the output volume is that of everybody, times their own, and of the test sound; it is remembered", async (testbed) => {
  const context = await testbed.person();
  await context.addInitScript(notePlayers);
  const page = await testbed.visit(context, "loud");
  await join(page, "Kim");
  await joinByApi(testbed, "loud", "Lee", { hasPicture: false });
  const volumes = () =>
    page.evaluate(() => [...document.querySelectorAll("audio")].map(({ volume }) => volume));
  await eventually(async () => expect(await volumes()).toEqual([1]));
  await participant(page, "Lee").hover();
  await button(page, "More options for Lee").click();
  await page.getByRole("slider", { name: "Volume of Lee" }).fill("50");
  await page.keyboard.press("Escape");
  await eventually(async () => expect(await volumes()).toEqual([0.5]));
  await button(page, "Settings").click();
  await page.getByRole("tab", { name: "Devices" }).click();
  await page.getByRole("slider", { name: "Output volume" }).fill("40");
  await eventually(async () => expect(await volumes()).toEqual([0.2]));
  await button(page, "Play a test sound").click();
  await eventually(async () => expect(await testSound(page)).toMatchObject({ volume: 0.4 }));
  await button(page, "Done").click();
  await page.reload();
  await join(page, "Kim");
  await eventually(async () => expect(await volumes()).toEqual([0.2]));
});

declare global {
  var players: HTMLMediaElement[];
}

/** Runs in each page before anything of ours: keeps what plays, in the page or beside it. */
function notePlayers(): void {
  globalThis.players = [];
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    if (!globalThis.players.includes(this)) globalThis.players.push(this);
    return play.call(this);
  };
}

/** The speakers on which the others are heard, one a sound; empty is the system's default. */
function speakersInUse(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll("audio")].map(({ sinkId }) => sinkId));
}

/** How the test sound was played last. */
function testSound(page: Page): Promise<{ sinkId: string; volume: number } | null> {
  return page.evaluate(() => {
    const player = globalThis.players.findLast(({ src }) => src.endsWith("/two-notes.wav"));
    return player ? { sinkId: player.sinkId, volume: player.volume } : null;
  });
}
