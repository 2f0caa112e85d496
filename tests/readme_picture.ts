/**
 * `deno task picture`: docs/images/call.png, a call of three people with the chat beside it. By an installed Chromium, where there is
 * one: the one from npm draws no emoji in colour.
 */
import { chromium } from "playwright-core";
import { leavesSignals } from "../toolchain/chromium.ts";
import { obtainChromium, obtainWholeChromium } from "../toolchain/chromium_program.ts";
import { writePictureFile } from "../toolchain/rtc/picture_file.ts";
import { join, joinByApi, send } from "./e2e/people.ts";
import { Testbed } from "./e2e/testbed.ts";

const testbed = await Testbed.open("picture");
const camera = await Deno.makeTempFile({ suffix: ".y4m" });
await writePictureFile(camera, 2);
const { path, env } = await obtainWholeChromium().catch(() => obtainChromium());
const browser = await chromium.launch({
  executablePath: path,
  ...leavesSignals,
  env: { ...Deno.env.toObject(), ...env },
  args: [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${camera}`,
    "--autoplay-policy=no-user-gesture-required",
  ],
});
try {
  const visit = async (name: string) => {
    const context = await browser.newContext({
      // For the style below.
      bypassCSP: true,
      locale: "en-GB",
      colorScheme: "light",
      viewport: { width: 1440, height: 900 },
    });
    const page = await testbed.visit(context, "tea-house");
    await join(page, name, { hasCamera: name === "Haru" });
    return page;
  };
  const haru = await visit("Haru");
  await joinByApi(testbed, "tea-house", "지은", { pictureStyle: 0, hasTone: true });
  const writer = await visit("Olive");
  const say = (from: typeof haru, text: string) =>
    send(from, "/api/spaces/tea-house/messages", { text, clientId: crypto.randomUUID() });
  await say(writer, "Good morning! The plan: https://talk.example.org/plan");
  await say(haru, "I’ll bring the tea ☕ 🎉");
  await say(writer, "좋아요, 열 시에 봐요 😊");
  await writer.getByRole("button", { name: "Leave" }).click();
  await joinByApi(testbed, "tea-house", "Choi", { pictureStyle: 1, hasTone: false });
  await haru.getByRole("button", { name: "Chat" }).click();
  await haru.locator(".ring-on").waitFor();
  await haru.mouse.move(500, 40);
  // As on a machine whose own font has Korean.
  await haru.addStyleTag({
    content: `* { font-family: "Noto Sans CJK KR", sans-serif !important }`,
  });
  // Three people, since the tile of the one who left has gone, and each picture in full.
  await haru.waitForFunction(() => {
    const videos = [...document.querySelectorAll("video")];
    return document.querySelectorAll(".tile").length === 3 && videos.length === 3 &&
      videos.every(({ videoWidth }) => videoWidth >= 640);
  });
  await haru.waitForTimeout(2000);
  await haru.screenshot({ path: "docs/images/call.png" });
} finally {
  await browser.close();
  await testbed.close();
  await Deno.remove(camera);
}
