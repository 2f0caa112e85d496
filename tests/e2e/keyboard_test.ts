/** The call by keyboard alone, and what a reader hears of it. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { button, hasFocus, isInside, join, joinByApi, seesPeople } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("keyboard");

/** The name of what has the focus; `null` where nothing has. */
function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    return element.getAttribute("aria-label") ?? element.textContent;
  });
}

function isOn(page: Page, name: string): Promise<string | null> {
  return button(page, name).getAttribute("aria-pressed");
}

test("in the call the focus goes from top to bottom, and comes back after a dialog", async (testbed) => {
  const page = await testbed.visit(await testbed.person(), "focus");
  await join(page, "Kim");
  await eventually(async () => expect(await focused(page)).toBe("focus"));
  const order: (string | null)[] = [];
  do {
    await page.keyboard.press("Tab");
    order.push(await focused(page));
  } while (order.at(-1) !== "Leave" && order.length < 20);
  expect(order).toEqual([
    "Sign in",
    "Link to this space",
    "Copy link",
    "Show QR code",
    "Microphone",
    "Audio devices",
    "Camera",
    "Video devices",
    "Share screen",
    "Raise hand",
    "React",
    "1People",
    "Chat",
    "Settings",
    "More",
    "Leave",
  ]);
  const opens = async (opener: string, dialog: string) => {
    await button(page, opener).focus();
    await page.keyboard.press("Enter");
    if (opener === "More") await button(page, dialog).press("Enter");
    await page.getByRole("dialog", { name: dialog }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await hasFocus(button(page, opener));
  };
  await opens("Settings", "Settings");
  await opens("More", "Keyboard shortcuts");

  // The panel: in by its button or key, out by Escape, and back to where one was.
  const panel = page.getByRole("complementary", { name: "People" });
  for (const way of ["Enter", "p"]) {
    await button(page, "People").focus();
    await page.keyboard.press(way);
    await hasFocus(panel.getByRole("tab", { name: "People" }));
    await panel.getByRole("listitem").filter({ hasText: "Kim" }).waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await hasFocus(button(page, "People"));
  }
});

test("shortcuts work in the call, but not in a dialog, in a field, with Shift or switched off", async (testbed) => {
  const page = await testbed.visit(await testbed.person(), "keys");
  await join(page, "Kim");
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.waitFor();
  await page.keyboard.press("m");
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Link to this space" }).focus();
  await page.keyboard.press("m");
  await button(page, "Leave").focus();
  await page.keyboard.press("Shift+M");
  await page.keyboard.press("Control+m");
  expect(await isOn(page, "Microphone")).toBe("false");
  await page.keyboard.press("m");
  await page.getByRole("button", { name: "Microphone", pressed: true }).waitFor();

  await page.keyboard.press("?");
  await list.getByRole("switch", { name: "Use keyboard shortcuts" }).click();
  await page.keyboard.press("Escape");
  await page.reload();
  await join(page, "Kim");
  await page.keyboard.press("c");
  await page.keyboard.press("?");
  expect(await list.count()).toBe(0);
  await button(page, "More").click();
  await button(page, "Keyboard shortcuts").click();
  await list.getByRole("switch", { name: "Use keyboard shortcuts" }).click();
  await page.keyboard.press("Escape");
  expect(await isOn(page, "Camera")).toBe("false");
  await page.keyboard.press("c");
  await page.getByRole("button", { name: "Camera", pressed: true }).waitFor();
});

test("a reader hears who comes and goes, and nothing of those whom one meets inside", async (testbed) => {
  const first = await joinByApi(testbed, "news", "Park", { hasTone: false, hasPicture: false });
  const cameAtMs = Date.now();
  const page = await testbed.visit(await testbed.person(), "news");
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    new MutationObserver(() => {
      for (const testbed of document.querySelectorAll("[role=status].visually-hidden")) {
        if (testbed.textContent && said.at(-1) !== testbed.textContent) {
          said.push(testbed.textContent);
        }
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const said = () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  // Announcements go again by themselves: so they are recorded.
  const hears = (words: string) => eventually(async () => expect(await said()).toContain(words));
  // A participant who came within the second before us, by LiveKit's whole seconds, is announced.
  await page.waitForFunction((atMs) => Date.now() > atMs, cameAtMs + 2000);
  await join(page, "Kim");
  await seesPeople(page, "Kim", "Park");
  const second = await joinByApi(testbed, "news", "Lee", { hasTone: false, hasPicture: false });
  await hears("Lee joined");
  await second.leave();
  await hears("Lee left");
  await first.leave();
  await hears("Park left");
  expect(await said()).toEqual(["Lee joined", "Lee left", "Park left"]);
  await isInside(page);
});
