/** Browsers receive and send no larger picture than is looked at: simulcast, adaptive stream and dynacast. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { join, participant, seesPeople } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("layers");

test("a small tile gets a small layer, a large one the whole, and an unseen layer is not sent", async (testbed) => {
  const kim = await testbed.visit(await testbed.person({ permissions: ["camera"] }), "layers");
  await join(kim, "Kim", { hasCamera: true });
  const lee = await testbed.visit(await testbed.person(), "layers");
  await lee.setViewportSize({ width: 1600, height: 1000 });
  await join(lee, "Lee");
  await seesPeople(lee, "Kim", "Lee");
  await participant(lee, "Kim").locator("video").waitFor();
  const gets = (height: number) =>
    eventually(async () => expect(await heightReceived(lee)).toBe(height), 60);
  const sends = (...active: boolean[]) =>
    eventually(async () => expect(await layersSent(kim)).toEqual(active), 60);
  await gets(720);
  await sends(true, true, true);
  await lee.setViewportSize({ width: 320, height: 320 });
  await gets(180);
  await sends(true, false, false);
  await lee.setViewportSize({ width: 1600, height: 1000 });
  await gets(720);
  await sends(true, true, true);
  // No viewer is left.
  await lee.close();
  await sends(false, false, false);
});

/** The height of the received camera picture, in pixels. */
function heightReceived(page: Page): Promise<number> {
  return page.evaluate(async () => {
    for (const connection of globalThis.mediaSpy.connections) {
      for (const report of (await connection.getStats()).values()) {
        if (report.type === "inbound-rtp" && report.kind === "video") return report.frameHeight;
      }
    }
    return 0;
  });
}

/** Whether each layer of the camera is sent, smallest first. */
function layersSent(page: Page): Promise<boolean[]> {
  return page.evaluate(() =>
    globalThis.mediaSpy.connections
      .flatMap((connection) => connection.getSenders())
      .filter(({ track }) => track?.kind === "video")
      .flatMap((sender) => sender.getParameters().encodings.map(({ active }) => active === true))
  );
}
