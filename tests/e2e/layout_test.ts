/** How the call is looked at, and what is left of it while one looks elsewhere. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { button, isDescribed, join, joinByApi, joinSignedIn, participant, send } from "./people.ts";
import { act, owner, visitor } from "./space_owner.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("layout");

/** The area of a person's tile in square pixels; 0 while there is none. */
async function areaOf(page: Page, name: string): Promise<number> {
  const box = await participant(page, name).boundingBox();
  return box ? box.width * box.height : 0;
}

/** Waits until one person's tile is larger than another's by half at least. */
function isLarger(page: Page, large: string, small: string): Promise<void> {
  return eventually(async () =>
    expect(await areaOf(page, large)).toBeGreaterThan(1.5 * await areaOf(page, small))
  );
}

test("a moderator puts one person on everybody's stage, newcomers' too; others pin their own, which a reload keeps", async (testbed) => {
  const olive = await owner(testbed, { slug: "stage" });
  await joinSignedIn(olive);
  await joinByApi(testbed, "stage", "Park", { hasTone: false });
  await joinByApi(testbed, "stage", "Choi", { hasTone: false, hasPicture: false });
  const lee = await visitor(testbed, "stage");
  await join(lee, "Lee");

  await act(olive, "Park", "Show to everybody");
  for (const page of [olive, lee]) {
    await isDescribed(participant(page, "Park"), "on everybody’s stage");
    await isLarger(page, "Park", "Choi");
  }
  await act(lee, "Choi", "Pin");
  await isDescribed(participant(lee, "Choi"), "pinned");
  await isLarger(lee, "Choi", "Olive");
  await lee.reload();
  await join(lee, "Lee");
  await isDescribed(participant(lee, "Park"), "on everybody’s stage");
  await isDescribed(participant(lee, "Choi"), "pinned");
  // A pin is one person's own.
  await isDescribed(participant(olive, "Choi"), "pinned", false);
  // A visitor is not offered what the server would refuse.
  await participant(lee, "Park").hover();
  await button(lee, "More options for Park").click();
  await button(lee, "Pin").first().waitFor();
  expect(await button(lee, "Show to everybody").count()).toBe(0);
  await lee.keyboard.press("Escape");

  await act(olive, "Park", "Show to everybody");
  await isDescribed(participant(lee, "Park"), "on everybody’s stage", false);

  // One's own choices, and any tile in full screen.
  await button(lee, "More").last().click();
  await button(lee, "Grid").click();
  await lee.getByRole("checkbox", { name: "Hide my own video" }).check();
  await lee.keyboard.press("Escape");
  await participant(lee, "Lee").waitFor({ state: "detached" });
  await participant(lee, "Park").dblclick({ position: { x: 40, y: 40 } });
  await eventually(async () => {
    const { width = 0, height = 0 } = lee.viewportSize() ?? {};
    expect(await areaOf(lee, "Park")).toBe(width * height);
  });
  await lee.keyboard.press("Escape");
  await eventually(async () => expect(await areaOf(lee, "Park")).toBeLessThan(600_000));
});

declare global {
  var sessionActions: Map<string, () => void>;
  var wakeLocks: number;
}

/** Runs in each page before anything of ours. */
function noteSession(): void {
  globalThis.sessionActions = new Map();
  const { setActionHandler } = MediaSession.prototype;
  MediaSession.prototype.setActionHandler = function (action, handler) {
    if (handler) globalThis.sessionActions.set(action, () => handler({ action }));
    setActionHandler.call(this, action, handler);
  };
  globalThis.wakeLocks = 0;
  const { request } = WakeLock.prototype;
  WakeLock.prototype.request = async function (type) {
    const lock = await request.call(this, type);
    globalThis.wakeLocks++;
    lock.addEventListener("release", () => globalThis.wakeLocks--);
    return lock;
  };
}

test(
  "the call goes on in a small window, by the system's controls, with the screen on, and its tab tells",
  async (testbed) => {
    const context = await testbed.person({ permissions: ["microphone", "screen-wake-lock"] });
    await context.addInitScript(noteSession);
    const kim = await testbed.visit(context, "away");
    const before = await kim.title();
    await join(kim, "Kim", { hasMicrophone: true });
    await joinByApi(testbed, "away", "Lee", { hasTone: false });
    const says = (title: string) => eventually(async () => expect(await kim.title()).toBe(title));
    const press = (action: string) =>
      kim.evaluate((action) => sessionActions.get(action)?.(), action);
    const isOn = (is: boolean) =>
      kim.getByRole("button", { name: "Microphone", exact: true, pressed: is }).waitFor();
    await eventually(async () => expect(await kim.evaluate(() => wakeLocks)).toBe(1));
    await says(before);
    await press("togglemicrophone");
    await isOn(false);
    await says(`Muted · ${before}`);
    await press("togglemicrophone");
    await isOn(true);
    // A headset's button.
    await press("pause");
    await isOn(false);
    await press("play");
    await isOn(true);
    await says(before);

    const park = await visitor(testbed, "away");
    await join(park, "Park");
    const message = { text: "Tea is ready", clientId: crypto.randomUUID() };
    await send(park, "/api/spaces/away/messages", message);
    await says(`1 unread · ${before}`);

    await button(kim, "More").last().click();
    const opening = context.waitForEvent("page");
    await button(kim, "Picture in picture").click();
    const small = await opening;
    await small.getByRole("img", { name: "Lee", exact: true }).waitFor();
    // It looks like the page, and shows what comes.
    await eventually(async () => {
      const video = small.locator("video");
      expect(await video.evaluate((one: HTMLVideoElement) => one.videoWidth)).toBeGreaterThan(0);
    });
    const tones = [kim, small].map((page) =>
      page.locator(".control-leave").evaluate((one) => getComputedStyle(one).color)
    );
    const [there, here] = await Promise.all(tones);
    expect(there).toBe(here);
    await button(small, "Microphone").click();
    await isOn(false);
    const closing = small.waitForEvent("close");
    await button(small, "Leave").click();
    await closing;
    await kim.getByRole("heading", { name: "You have left" }).waitFor();
    await says(before);
    expect(await kim.evaluate(() => wakeLocks)).toBe(0);
  },
  { ignore: isFirefox },
);
