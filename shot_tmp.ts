import { launchChromium } from "/work/wt/noise/toolchain/chromium.ts";
import { startApp } from "/work/wt/noise/toolchain/app.ts";
const app = await startApp({ liveKit: null });
const browser = await launchChromium();
for (const [locale, w, h, scheme] of [["ko-KR", 360, 740, "light"], ["en-GB", 1280, 800, "dark"]] as const) {
  const context = await browser.newContext({ locale, viewport: { width: w, height: h }, colorScheme: scheme, reducedMotion: "reduce", permissions: ["microphone"] });
  await context.addInitScript(() => localStorage.setItem("madang.audio", JSON.stringify({ version: 1, isStrong: true })));
  const page = await context.newPage();
  await page.goto(app.url + "/space/look");
  await page.getByRole("button", { name: locale === "ko-KR" ? "설정" : "Settings" }).click();
  await page.locator(".quiet-choice").scrollIntoViewIfNeeded();
  await page.waitForTimeout(600);
  await page.screenshot({ path: `/tmp/nz/set-${locale}.png` });
  await page.keyboard.press("Escape");
  await page.locator(".device-menu").first().click();
  await page.locator(".device-panel .sound-choices").waitFor();
  await page.waitForTimeout(400);
  await page.screenshot({ path: `/tmp/nz/menu-${locale}.png` });
}
await browser.close(); await app.stop(); Deno.exit();
