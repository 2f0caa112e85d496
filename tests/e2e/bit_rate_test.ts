/** The bit rates that a browser sends, by its own statistics. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { button, join, joinByApi } from "./people.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("bit-rate");

/** Bits a second, at most: every layer of 480p. */
const most480p = 500_000 + 125_000;

// What each preset sends in however many layers: `camera_layers_test.ts`.
test("the camera's bit rate follows the preset, up and down", async (testbed) => {
  const page = await testbed.visit(
    await testbed.person({ permissions: ["camera"] }, { framesPerSecond: 20 }),
    "rate",
  );
  await choose(page, "480p");
  await join(page, "Kim", { hasCamera: true });
  // Subscribed to the best of everything, so that every layer is wanted.
  const ear = await joinByApi(testbed, "rate", "Ear");
  const sees = (what: string, is: (width: number, height: number) => boolean) =>
    ear.until(
      `Kim in ${what}`,
      () =>
        ear.other("Kim")?.tracks.some(({ source, width, height }) =>
          source === "camera" && is(width, height)
        ) ?? false,
      60,
    );

  await choose(page, "1080p");
  // A wide picture no worse than the middle one, at once.
  await sees("the wide middle", (width, height) => width >= 640 && width * 9 === height * 16);
  // Whole when Chromium knows of the bandwidth, unless the machine is too busy to encode it: then Chromium makes it smaller, and says so.
  await eventually(async () => {
    const whole = (await sentLayers(page)).at(-1);
    expect(whole?.maxBitrate).toBe(3_000_000);
    if (whole?.limitedBy === "cpu") return;
    expect(whole?.width).toBe(1920);
    expect(whole?.targetBitrate).toBeGreaterThan(most480p);
  }, 90);

  await choose(page, "480p");
  await sees("480p", (width) => width <= 640);
  await eventually(async () => {
    // Three layers are too many for so small a picture: Chromium leaves the last one out.
    const layers = (await sentLayers(page)).filter(({ width }) => width > 0);
    expect(layers.length).toBeLessThanOrEqual(2);
    if (layers.every(({ limitedBy }) => limitedBy !== "cpu")) {
      expect(layers.map(({ width }) => width)).toEqual([240, 640]);
    }
    const sum = layers.reduce((sum, { targetBitrate }) => sum + targetBitrate, 0);
    expect(sum).toBeGreaterThan(100_000);
    expect(sum).toBeLessThanOrEqual(most480p);
  }, 30);
  // Firefox tells no `targetBitrate`.
}, { ignore: isFirefox });

/** Takes a preset of the camera, in the settings. */
async function choose(page: Page, preset: string): Promise<void> {
  await button(page, "Settings").click();
  await page.getByRole("tab", { name: "Video" }).click();
  await page.getByRole("radio", { name: preset }).check();
  await button(page, "Done").click();
}

/** The camera's layers as they are sent now, smallest first. */
function sentLayers(page: Page) {
  return page.evaluate(async () => {
    const layers = [];
    for (const connection of globalThis.mediaSpy.connections) {
      for (const sender of connection.getSenders()) {
        const { encodings } = sender.getParameters();
        for (const report of (await sender.getStats()).values()) {
          if (report.type !== "outbound-rtp" || report.kind !== "video") continue;
          const maxBitrate = encodings.find(({ rid }) => rid === report.rid)?.maxBitrate;
          layers.push({
            width: Number(report.frameWidth ?? 0),
            targetBitrate: Number(report.targetBitrate ?? 0),
            maxBitrate,
            limitedBy: String(report.qualityLimitationReason ?? "none"),
          });
        }
      }
    }
    return layers.sort((a, b) => a.width - b.width);
  });
}
