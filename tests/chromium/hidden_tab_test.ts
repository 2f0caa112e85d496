/** A tab in the back, as it is for a person: the background of one's picture goes on. */
import { expect } from "expect";
import { startApp } from "../../toolchain/app.ts";
import { RawChromium } from "../../toolchain/raw_chromium.ts";
import { writePictureFile } from "../../toolchain/rtc/picture_file.ts";
import { begin, measure, watchCosts } from "../bench/background_bench.ts";

Deno.test("a background goes on in a hidden tab as it does in front", async () => {
  const camera = await Deno.makeTempFile({ suffix: ".y4m" });
  await writePictureFile(camera, 4);
  const app = await startApp({ liveKit: null });
  const browser = await RawChromium.launch(camera);
  try {
    const tab = await browser.open(`${app.url}/space/hidden`, watchCosts("blur-strong"));
    await begin(tab);
    expect(await tab.evaluate("document.visibilityState")).toBe("visible");
    await browser.open("about:blank");
    expect(await tab.evaluate("document.visibilityState")).toBe("hidden");
    const { framesPerSecond } = await measure(tab);
    // The file has 15 a second; a tab that is slowed down has one.
    expect(framesPerSecond).toBeGreaterThan(5);
    await tab.show();
    expect(await tab.evaluate("document.visibilityState")).toBe("visible");
  } finally {
    await browser.close();
    await app.stop();
    await Deno.remove(camera);
  }
});
