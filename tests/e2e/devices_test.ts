/** Each way in which a device can refuse, vanish or give less, in a real browser. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { plugIn, stubDevices, unplug } from "./device_stub.ts";
import { eventually } from "./eventually.ts";
import { captures, hearsPeople, seesMovingPicture } from "./media_spy.ts";
import { button, join, joinByApi, participant, seesPeople } from "./people.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("devices");

const refusals = [
  {
    what: "denied",
    refusals: ["NotAllowedError"],
    permission: "denied",
    words: "The microphone is blocked for this page.",
    remedy: isFirefox
      ? "Click the cross beside “Blocked”."
      : "Click the icon to the left of the address.",
  },
  {
    what: "dismissed",
    refusals: ["NotAllowedError"],
    permission: "prompt",
    words: "The microphone stays off until you allow it.",
  },
  {
    what: "blocked by the system",
    refusals: ["NotAllowedError"],
    permission: "granted",
    words: "This device does not let the browser use the microphone.",
    remedy: "In the system’s privacy settings, allow “Microphone”.",
  },
  {
    what: "in use",
    refusals: ["NotReadableError", "NotReadableError"],
    permission: "granted",
    words: "Another app is using the microphone. Close it and try again.",
  },
  {
    what: "not there",
    refusals: ["NotFoundError"],
    permission: "granted",
    words: "No microphone is plugged in.",
  },
] as const;

for (const { what, words, permission, ...refusal } of refusals) {
  test(`a microphone that is ${what} is said, with what to do, and nothing asks again by itself`, async (testbed) => {
    const context = await testbed.person();
    await stubDevices(context, { refusals: [...refusal.refusals], permission });
    const page = await testbed.visit(context, "refused");
    await join(page, "Kim");
    await button(page, "Microphone").click();
    await page.getByText(words).waitFor();
    if ("remedy" in refusal) {
      await page.getByText("How to allow it").click();
      await page.getByText(refusal.remedy).waitFor();
    }
    expect(await captures(page)).toEqual(refusal.refusals.map(() => "audio"));
    if (what === "denied") {
      // The settings show the permission without asking for it.
      await button(page, "Settings").click();
      await page.getByText("blocked", { exact: true }).waitFor();
      expect(await captures(page)).toEqual(["audio"]);
      return;
    }
    // It would be granted now: a click on the one button, or on the switch, is enough.
    const again = button(page, "Try again");
    await (await again.isVisible() ? again : button(page, "Microphone")).click();
    await page.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
    await page.getByText(words).waitFor({ state: "detached" });
  });
}

test("a microphone that another page is just letting go of is tried once more", async (testbed) => {
  const context = await testbed.person();
  await stubDevices(context, { refusals: ["NotReadableError"] });
  const page = await testbed.visit(context, "busy");
  await button(page, "Microphone").click();
  await page.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  expect(await captures(page)).toEqual(["audio", "audio"]);
});

test("a page whose policy forbids the microphone says so, and how to go on", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone"] });
  await context.route(`${testbed.app.url}/space/*`, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "permissions-policy": "microphone=()" };
    await route.fulfill({ response, headers });
  });
  // At the pre-join alone: Chromium lets no page that a test made up connect to this machine's LiveKit.
  const page = await testbed.visit(context, "policy");
  await button(page, "Microphone").click();
  // The browser says "granted" all the same: what blocks is beyond the person's choice for the page.
  await page.getByText("This device does not let the browser use the microphone.").waitFor();
  await page.getByText("How to allow it").waitFor();
  expect(await captures(page)).toEqual(["audio"]);
  // Firefox takes no notice of the header.
}, { ignore: isFirefox });

test("a camera without the wanted resolution steps down, works, and shows the actual one", async (testbed) => {
  const context = await testbed.person({ permissions: ["camera"] });
  await stubDevices(context, { refusals: ["OverconstrainedError"] });
  const page = await testbed.visit(context, "small");
  await button(page, "Camera").click();
  await page.getByRole("button", { name: "Camera", pressed: true }).waitFor();
  await button(page, "Settings").click();
  await page.getByRole("tab", { name: "Video" }).click();
  await page.getByText("Now 640×480 at").waitFor();
  await page.getByText("less than chosen").waitFor();
});

test("a microphone pulled out in a call is replaced at once, said, and offered when it is back", async (testbed) => {
  const context = await testbed.person(
    { permissions: ["microphone", "camera"] },
    { severalMicrophones: true },
  );
  // Firefox forgets a permission with each stop, unless the person has said otherwise.
  await stubDevices(context, { permission: "granted" });
  const page = await testbed.visit(context, "unplug");
  await join(page, "Kim", { hasMicrophone: true });
  const other = await testbed.visit(await testbed.person(), "unplug");
  await join(other, "Lee");
  await button(page, "Settings").click();
  const picker = page.getByRole("combobox", { name: "Input device" });
  // Not the one that Firefox takes unasked.
  const chosen = `Fake Audio Input ${isFirefox ? 3 : 2}`;
  await picker.selectOption({ label: chosen });
  // Wait for the capture to open: one that is not open yet cannot end.
  await eventually(async () => expect(await liveTracks(page)).toEqual([chosen]));
  expect(await lastAudio(page)).toMatchObject({ deviceId: {} });
  await button(page, "Done").click();

  await unplug(page, chosen);
  await page.getByText(`${chosen} is gone. Another one is used.`).waitFor();
  await eventually(async () => expect(await lastAudio(page)).not.toHaveProperty("deviceId"));
  await page.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
  await hearsPeople(other, 1);

  await plugIn(page);
  await page.getByText(`${chosen} is back.`).waitFor();
  expect(await lastAudio(page)).not.toHaveProperty("deviceId");
  await button(page, "Use it again").click();
  await eventually(async () => expect(await lastAudio(page)).toMatchObject({ deviceId: {} }));
  await page.getByText(`${chosen} is back.`).waitFor({ state: "detached" });
  await eventually(async () => expect(await liveTracks(page)).toEqual([chosen]));
});

test("a chosen microphone that another app holds gives way to another one, and one click takes it back", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone"] }, {
    severalMicrophones: true,
  });
  await stubDevices(context, { permission: "granted" });
  const page = await testbed.visit(context, "held");
  await button(page, "Microphone").click();
  await button(page, "Settings").click();
  const chosen = `Fake Audio Input ${isFirefox ? 3 : 2}`;
  await page.getByRole("combobox", { name: "Input device" }).selectOption({ label: chosen });
  await eventually(async () => expect(await liveTracks(page)).toEqual([chosen]));
  await button(page, "Done").click();
  await button(page, "Microphone").click();
  await eventually(async () => expect(await liveTracks(page)).toEqual([]));

  await page.evaluate(() => globalThis.deviceStub.refusals = Array(2).fill("NotReadableError"));
  await join(page, "Kim", { hasMicrophone: true });
  const said = page.getByText(`Another app is using ${chosen}. Another microphone is used.`);
  await said.waitFor();
  expect(await liveTracks(page)).toHaveLength(1);
  expect(await liveTracks(page)).not.toContain(chosen);
  const other = await testbed.visit(await testbed.person(), "held");
  await join(other, "Lee");
  await hearsPeople(other, 1);

  await button(page, "Try again").click();
  await eventually(async () => expect(await liveTracks(page)).toEqual([chosen]));
  await said.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
});

test("the only camera pulled out switches the camera off; back again one button switches it on", async (testbed) => {
  const context = await testbed.person({ permissions: ["camera"] });
  await stubDevices(context, { permission: "granted" });
  const page = await testbed.visit(context, "no-camera");
  await join(page, "Kim", { hasCamera: true });
  await page.evaluate(() =>
    globalThis.deviceStub.refusals = Array.from({ length: 4 }, () => "NotFoundError")
  );
  await unplug(page, isFirefox ? "Default Video" : "fake");
  await page.getByText("No camera is plugged in.").waitFor();
  await page.getByRole("button", { name: "Camera", pressed: false }).waitFor();
  await page.evaluate(() => globalThis.deviceStub.refusals = []);
  await plugIn(page);
  await button(page, "Use it again").waitFor();
  expect(await page.getByText("No camera is plugged in.").count()).toBe(0);
  await button(page, "Use it again").click();
  await page.getByRole("button", { name: "Camera", pressed: true }).waitFor();
});

test("a storm of twenty device changes is listed twice at most", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone", "camera"] });
  await stubDevices(context);
  const page = await testbed.visit(context, "storm");
  await button(page, "Join").waitFor();
  const before = await settledListings(page);
  await page.evaluate(async () => {
    for (let i = 0; i < 20; i++) {
      navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  const listings = await settledListings(page) - before;
  expect(listings).toBeGreaterThanOrEqual(1);
  expect(listings).toBeLessThanOrEqual(2);
});

test("another resolution restarts the camera in place: the others keep tile, element and picture", async (testbed) => {
  const context = await testbed.person({ permissions: ["camera"] });
  const page = await testbed.visit(context, "in-place");
  await join(page, "Kim", { hasCamera: true });
  const other = await testbed.visit(await testbed.person(), "in-place");
  await join(other, "Lee");
  await seesPeople(other, "Kim", "Lee");
  const tile = participant(other, "Kim");
  await seesMovingPicture(tile);
  const listener = await joinByApi(testbed, "in-place", "Ear", {
    hasTone: false,
    hasPicture: false,
  });
  const removed = await tile.evaluateHandle((tile) => {
    const removed: string[] = [];
    new MutationObserver((records) => {
      for (const record of records) {
        for (const node of record.removedNodes) removed.push(node.nodeName);
      }
    }).observe(tile.parentElement!.parentElement!, { childList: true, subtree: true });
    return removed;
  });
  await button(page, "Settings").click();
  await page.getByRole("tab", { name: "Video" }).click();
  for (const [preset, words] of [["480p", "Now 640×480"], ["1080p", "Now 1920×1080"]]) {
    await page.getByRole("radio", { name: preset }).check();
    await page.getByText(words).waitFor();
    await seesMovingPicture(tile);
  }
  expect((await removed.jsonValue()).filter((name) => name === "LI" || name === "VIDEO"))
    .toEqual([]);
  await listener.leave();
});

/** The audio constraints of the newest capture. */
function lastAudio(page: Page): Promise<unknown> {
  return page.evaluate(() => globalThis.deviceStub.constraints.at(-1)?.audio);
}

/** Labels of the devices captured now. */
function liveTracks(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    globalThis.deviceStub.tracks.filter((track) => track.readyState === "live")
      .map((track) => track.label)
  );
}

/** How often was listed, once a second has passed without another listing. */
function settledListings(page: Page): Promise<number> {
  return page.evaluate(async () => {
    for (let before = -1; before !== globalThis.deviceStub.listings;) {
      before = globalThis.deviceStub.listings;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    return globalThis.deviceStub.listings;
  });
}
