/** A moderator records on their own machine: who is told and when, what is in it, and what a crash leaves. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { faultsOf } from "./page_checks.ts";
import { lacksPasskeys } from "./passkeys.ts";
import { button, join, joinByApi, joinSignedIn, presence } from "./people.ts";
import { owner, visitor } from "./space_owner.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("recording", { ignore: lacksPasskeys });

declare global {
  /** When the first byte could be recorded, and when this page first showed that it is. */
  var recorderBeganAt: number | undefined;
  var signSeenAt: number | undefined;
}

/** Remembers when the page first says this. */
async function noteWhenSaid(page: Page, words: string): Promise<void> {
  await page.evaluate((words) => {
    const look = () => {
      if (document.body.innerText.includes(words)) globalThis.signSeenAt ??= Date.now();
    };
    const all = { subtree: true, childList: true, characterData: true };
    new MutationObserver(look).observe(document.body, all);
    look();
  }, words);
}

async function start(page: Page, what: "Sound" | "Sound and pictures"): Promise<void> {
  await button(page, "Manage").click();
  await button(page, "Record here…").click();
  await page.getByRole("radio", { name: what }).first().check();
  await button(page, "Start recording").click();
}

async function recorded(page: Page, seconds: number): Promise<void> {
  await eventually(async () => {
    const [minutes, rest] = (await page.getByRole("timer").innerText()).split(":").map(Number);
    expect(60 * minutes + rest).toBeGreaterThanOrEqual(seconds);
  });
}

/** What a player makes of the newest recording in the page's private files: read from the disk, like any file. */
function played(page: Page) {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("recordings");
    const names = (await Array.fromAsync(folder.keys())).sort();
    const file = await (await folder.getFileHandle(names[names.length - 1])).getFile();
    const video = document.createElement("video");
    video.muted = true;
    const loaded = new Promise((resolve, reject) => {
      video.onloadeddata = resolve;
      video.onerror = () => reject(new Error(video.error?.message));
    });
    video.src = URL.createObjectURL(file);
    await loaded;
    const sought = new Promise((resolve) => video.onseeked = resolve);
    video.currentTime = video.duration - 0.5;
    await sought;
    const sound = await new OfflineAudioContext(1, 48_000, 48_000)
      .decodeAudioData(await file.arrayBuffer());
    const samples = sound.getChannelData(0);
    const loudness = (from: number, to: number) => {
      const part = samples.subarray(from * 48_000, to * 48_000);
      return Math.sqrt(part.reduce((sum, one) => sum + one * one, 0) / part.length);
    };
    const canvas = new OffscreenCanvas(64, 36);
    const context = canvas.getContext("2d");
    if (video.videoWidth > 0) context?.drawImage(video, 0, 0, 64, 36);
    const pixels = context?.getImageData(0, 0, 64, 36).data ?? [];
    return {
      files: names.length,
      duration: video.duration,
      width: video.videoWidth,
      seconds: sound.duration,
      first: loudness(0, 1),
      last: loudness(sound.duration - 1, sound.duration),
      colours: new Set(pixels).size,
    };
  });
}

test("a recording is told to everybody before its first byte, has everybody in it, and outlives a crash", async (testbed) => {
  const olive = await owner(testbed, { slug: "minutes" });
  await olive.addInitScript(() => {
    Reflect.deleteProperty(globalThis, "showSaveFilePicker");
    const start = MediaRecorder.prototype.start;
    MediaRecorder.prototype.start = function (...given) {
      globalThis.recorderBeganAt = Date.now();
      start.apply(this, given);
    };
  });
  await olive.reload();
  await joinSignedIn(olive);
  const kim = await visitor(testbed, "minutes");
  await join(kim, "Kim", { hasCamera: true });
  const door = await testbed.visit(await testbed.person({ locale: "ko-KR" }), "minutes");
  await door.getByRole("heading", { name: "minutes" }).waitFor();
  for (const page of [olive, kim, door]) await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await button(kim, "Manage").count()).toBe(0);
  const kimSees = kim.getByText("Olive is recording this call.");
  const doorSays = door.getByText("이 통화는 녹화되고 있어요.");
  expect([await kimSees.count(), await doorSays.count()]).toEqual([0, 0]);
  await noteWhenSaid(kim, "Olive is recording this call.");
  await noteWhenSaid(door, "이 통화는 녹화되고 있어요.");

  await start(olive, "Sound and pictures");
  await recorded(olive, 1);
  const beganAt = await olive.evaluate(() => globalThis.recorderBeganAt ?? 0);
  for (const page of [kim, door]) {
    expect(await page.evaluate(() => globalThis.signSeenAt ?? Infinity)).toBeLessThan(beganAt);
  }
  expect(await faultsOf(olive, "the dialog while recording")).toEqual([]);
  expect(await faultsOf(kim, "a call that is recorded")).toEqual([]);
  expect(await faultsOf(door, "a recorded call, before joining")).toEqual([]);
  // Silent so far: the voice that is heard at the end is of a person who came later.
  await joinByApi(testbed, "minutes", "Late", { hasTone: true, hasPicture: false });
  const [minutes, seconds] = (await olive.getByRole("timer").innerText()).split(":").map(Number);
  await recorded(olive, 60 * minutes + seconds + 3);
  await button(olive, "Stop recording").click();
  await button(olive, "Save minutes").waitFor();
  await kimSees.waitFor({ state: "detached" });
  const whole = await played(olive);
  expect(whole).toMatchObject({ files: 1, width: 1280 });
  expect(Math.min(whole.duration, whole.seconds)).toBeGreaterThan(4);
  expect(whole.first).toBeLessThan(0.001);
  expect(whole.last).toBeGreaterThan(0.01);
  expect(whole.colours).toBeGreaterThan(8);

  const [saved] = await Promise.all([
    olive.waitForEvent("download"),
    button(olive, "Save minutes").click(),
  ]);
  expect(saved.suggestedFilename()).toMatch(/^minutes \d{4}-\d\d-\d\d \d\d\.\d\d\.mp4$/);

  // A page that goes in the middle: nobody is told any more, and all but the last seconds is there.
  await button(olive, "Start recording").click();
  await recorded(olive, 3);
  await olive.reload();
  await kimSees.waitFor({ state: "detached" });
  const kept = olive.getByRole("region", { name: "Recordings in this browser" });
  await eventually(async () => expect(await kept.getByRole("listitem").count()).toBe(2));
  expect(await faultsOf(olive, "kept recordings, before joining")).toEqual([]);
  const crashed = await played(olive);
  expect(crashed.seconds).toBeGreaterThan(1);
  expect(crashed.last).toBeGreaterThan(0.01);
  expect((await presence(testbed, "minutes")).isRecorded).toBeUndefined();
  await kept.getByRole("button", { name: "Delete" }).first().click();
  await kept.getByRole("button", { name: "Delete" }).first().click();
  await eventually(async () => expect(await kept.getByRole("listitem").count()).toBe(1));
});
