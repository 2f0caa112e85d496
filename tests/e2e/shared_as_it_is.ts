import { expect } from "expect";
import type { Locator } from "playwright-core";
import type { SeenParticipant } from "../../toolchain/rtc_participant.ts";
import { join, joinByApi } from "./people.ts";
import type { Testbed } from "./testbed.ts";

/**
 * Waits until Kim's share, 1920 pixels wide, with a tone of amplitude 0.5 on its left side alone, is heard by another person
 * unprocessed, and arrives in full size at a laptop whose stage is smaller.
 */
export async function isSharedAsItIs(
  testbed: Testbed,
  slug: string,
  share: () => Promise<void>,
): Promise<void> {
  const hearer = await joinByApi(testbed, slug, "Lee", { hasTone: false, hasPicture: false });
  const laptop = await testbed.visit(
    await testbed.person({ viewport: { width: 1280, height: 720 } }),
    slug,
  );
  await join(laptop, "Park");
  await share();
  // 0.354 by its size. Processing for voices made 0.03 of it, alike on both sides.
  const { others } = await hearer.until("the sound to come as it is", ({ others }) => {
    const [left, right] = sidesOf(others);
    return left > 0.3 && right < left / 10;
  });
  expect(sidesOf(others)[0]).toBeLessThan(0.4);

  const picture = laptop.getByRole("figure", { name: "Kim's screen", exact: true })
    .locator("video");
  await staysWhole(picture);
  expect((await picture.boundingBox())?.width).toBeLessThan(1200);
}

/** Waits for 30 frames in a row that are 1920 wide: the first frames come in full size, before LiveKit knows the size of the stage. */
function staysWhole(picture: Locator): Promise<void> {
  return picture.evaluate((video: HTMLVideoElement) =>
    new Promise<void>((resolve, reject) => {
      let inARow = 0;
      let last = 0;
      const limit = setTimeout(
        () => reject(new Error(`${inARow} whole frames, ${last} px`)),
        40_000,
      );
      const look = () =>
        video.requestVideoFrameCallback((_, { width }) => {
          last = width;
          inARow = width === 1920 ? inARow + 1 : 0;
          if (inARow < 30) return look();
          clearTimeout(limit);
          resolve();
        });
      look();
    })
  );
}

/** How loud each side is of what Kim shares. */
function sidesOf(others: readonly SeenParticipant[]): [left: number, right: number] {
  return others.find(({ name }) => name === "Kim")?.tracks
    .find(({ source }) => source === "screenshare_audio")?.sides ?? [0, 0];
}
