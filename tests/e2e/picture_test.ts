/**
 * `MADANG_PICTURES=1 deno task test:e2e` takes the README's picture of a call anew. There is no
 * such test without that variable: it proves nothing that the others do not.
 */
import { join as joinPath } from "node:path";
import { writePictureFile } from "../../toolchain/rtc/picture_file.ts";
import { seesMovingPicture } from "./media_spy.ts";
import { isDescribed, join, joinByApi, participant, seesPeople, switchOff } from "./people.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";

const images = joinPath(import.meta.dirname ?? ".", "..", "..", "docs", "images");

if (Deno.env.get("MADANG_PICTURES") === "1") {
  const test = testsOnTestbed("picture");

  test("the README's picture", async (testbed) => {
    await Deno.mkdir(images, { recursive: true });
    const camera = await Deno.makeTempFile({ suffix: ".y4m" });
    await writePictureFile(camera, 3);
    const context = await testbed.person(
      { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
      { args: [`--use-file-for-fake-video-capture=${camera}`] },
    );
    const page = await testbed.visit(context, "tea-house");
    await join(page, "Haru", { hasMicrophone: true, hasCamera: true });
    await switchOff(page, "Microphone");
    await joinByApi(testbed, "tea-house", "지은", { pictureStyle: 0 });
    await joinByApi(testbed, "tea-house", "Min-jun", { pictureStyle: 1, hasTone: false });
    await joinByApi(testbed, "tea-house", "Ada", { pictureStyle: 2, hasTone: false });
    await seesPeople(page, "Haru", "지은", "Min-jun", "Ada");
    for (const name of ["Haru", "지은", "Min-jun", "Ada"]) {
      await seesMovingPicture(participant(page, name));
    }
    await isDescribed(participant(page, "Haru"), "muted");
    await page.screenshot({ path: joinPath(images, "call.png") });
    await Deno.remove(camera);
    // Firefox takes no file for a camera.
  }, { ignore: isFirefox });
}
