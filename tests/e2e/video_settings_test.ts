/** The picture: the requested constraints, and the actual values that the settings show. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { stubDevices } from "./device_stub.ts";
import { eventually } from "./eventually.ts";
import { seesMovingPicture } from "./media_spy.ts";
import { button, join, participant } from "./people.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";
import { likeSlowMachine } from "./slow_machine.ts";

const test = testsOnTestbed("video-settings");

async function openVideo(page: Page): Promise<void> {
  await button(page, "Settings").click();
  await page.getByRole("tab", { name: "Video" }).click();
}

test("a picture that was made lighter is shown so in the settings, and one click there sends it in full", async (testbed) => {
  const context = await testbed.person({ permissions: ["camera"] });
  await context.addInitScript(likeSlowMachine);
  const page = await testbed.visit(context, "lighter");
  await join(page, "Kim", { hasCamera: true });
  await openVideo(page);
  await page.getByText("Now 1280×720").waitFor();
  // Firefox's fake camera takes no other size while it is open.
  if (!isFirefox) {
    await page.getByText("Now 640×480").waitFor();
    await page.getByText("less than chosen").waitFor();
  }
  const settings = page.getByRole("dialog", { name: "Settings" });
  await button(page, "Send full size").and(settings.getByRole("button")).click();
  await page.getByText("Now 1280×720").waitFor();
  await button(page, "Send full size").waitFor({ state: "detached" });
  await seesMovingPicture(participant(page, "Kim"));
});

test("the settings turn with the phone", async (testbed) => {
  const context = await testbed.person({ permissions: ["camera"] });
  // No fake camera can be turned; a drawn one can.
  await context.addInitScript(() => {
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints) => {
      if (!constraints?.video) return getUserMedia(constraints);
      const canvas = document.createElement("canvas");
      Reflect.set(globalThis, "turn", (width: number, height: number) => {
        [canvas.width, canvas.height] = [width, height];
      });
      [canvas.width, canvas.height] = [1280, 720];
      const pen = canvas.getContext("2d");
      let hue = 0;
      setInterval(() => {
        if (!pen) return;
        pen.fillStyle = `hsl(${hue += 7} 50% 50%)`;
        pen.fillRect(0, 0, canvas.width, canvas.height);
      }, 66);
      return Promise.resolve(canvas.captureStream(15));
    };
  });
  const page = await testbed.visit(context, "turn");
  await button(page, "Camera").click();
  await openVideo(page);
  await page.getByText("Now 1280×720").waitFor();
  await page.evaluate(() => Reflect.get(globalThis, "turn")(720, 1280));
  await page.getByText("Now 720×1280").waitFor();
});

test("frames a second, the mirror and the way it faces reach the camera and the tile, and are remembered", async (testbed) => {
  // A device that one holds has a camera on each side.
  const context = await testbed.person({
    permissions: ["camera"],
    hasTouch: true,
    isMobile: !isFirefox,
  }, { framesPerSecond: 20 });
  if (isFirefox) await context.addInitScript(heldInTheHand);
  await stubDevices(context);
  const page = await testbed.visit(context, "choices");
  await join(page, "Kim", { hasCamera: true });
  const tile = participant(page, "Kim");
  const isMirrored = async () =>
    await tile.locator("video").evaluate((video) =>
      new DOMMatrix(getComputedStyle(video).transform).a === -1
    );
  const asked = () => page.evaluate(() => globalThis.deviceStub.constraints.at(-1)?.video);
  expect(await asked()).toMatchObject({ frameRate: { ideal: 30 }, facingMode: { ideal: "user" } });
  expect(await isMirrored()).toBe(true);

  await openVideo(page);
  await page.getByRole("combobox", { name: "Frames per second" }).selectOption("15");
  await eventually(async () => expect(await asked()).toMatchObject({ frameRate: { ideal: 15 } }));
  await page.getByText("at 15 a second").waitFor();
  await page.getByRole("combobox", { name: "Facing" }).selectOption({ label: "Back camera" });
  await eventually(async () =>
    expect(await asked()).toMatchObject({ facingMode: { ideal: "environment" } })
  );
  await page.getByRole("switch", { name: "Mirror my video" }).click();
  await eventually(async () => expect(await isMirrored()).toBe(false));
  await seesMovingPicture(tile);

  await page.reload();
  await join(page, "Kim");
  await seesMovingPicture(tile);
  expect(await isMirrored()).toBe(false);
  expect(await asked()).toMatchObject({
    frameRate: { ideal: 15 },
    facingMode: { ideal: "environment" },
  });
  await openVideo(page);
  await button(page, "Reset to defaults").click();
  await eventually(async () =>
    expect(await asked()).toMatchObject({ frameRate: { ideal: 30 }, facingMode: { ideal: "user" } })
  );
  await eventually(async () => expect(await isMirrored()).toBe(true));
});

/** Runs in each page: a browser that is not asked to be a phone's by other means. */
function heldInTheHand(): void {
  const matchMedia = globalThis.matchMedia.bind(globalThis);
  globalThis.matchMedia = (query) =>
    matchMedia(query === "(pointer: coarse)" ? "(min-width: 0px)" : query);
}
