/** Safari in low power mode: it plays no picture by itself, and lays a button over one that wants to. */
import { expect } from "expect";
import { eventually } from "./eventually.ts";
import { seesMovingPicture } from "./media_spy.ts";
import { join, joinByApi, participant } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("low-power");

/** By it livekit-client, too, takes the browser for Safari. */
const safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 " +
  "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

test("pictures that may not play by themselves ask for nothing, and begin with the next tap or key", async (testbed) => {
  for (const way of ["tap", "key"]) {
    const context = await testbed.person({ userAgent: safari });
    await context.addInitScript(() => {
      const { play } = HTMLVideoElement.prototype;
      let isGesture = false;
      for (const type of ["pointerup", "keydown"]) {
        addEventListener(type, () => {
          isGesture = true;
          setTimeout(() => isGesture = false);
        }, { capture: true });
      }
      HTMLVideoElement.prototype.play = function () {
        return isGesture
          ? play.call(this)
          : Promise.reject(new DOMException("Low power", "NotAllowedError"));
      };
    });
    const page = await testbed.visit(context, `low-${way}`);
    await join(page, "Kim");
    await joinByApi(testbed, `low-${way}`, "Lee", { hasTone: false });
    const video = participant(page, "Lee").locator("video");
    await video.waitFor({ state: "attached" });
    await eventually(async () =>
      expect(await video.evaluate((video: HTMLVideoElement) => video.srcObject !== null)).toBe(true)
    );
    expect(await video.evaluate((video: HTMLVideoElement) => [video.autoplay, video.paused]))
      .toEqual([false, true]);
    if (way === "tap") await page.mouse.click(5, 5);
    else await page.keyboard.press("Shift");
    await seesMovingPicture(participant(page, "Lee"));
  }
});
