/** Option C: no page asks for a device before a click, and then for that device alone. */
import { expect } from "expect";
import { stubDevices } from "./device_stub.ts";
import { eventually } from "./eventually.ts";
import { captures, hasSettled } from "./media_spy.ts";
import { button, isInside, join } from "./people.ts";
import { isFirefox, testsInPlace } from "./place.ts";

const test = testsInPlace("permission");

test("nothing is captured before a click, on any page", async (place) => {
  const context = await place.person();
  const page = await context.newPage();
  for (const path of ["/", "/space/quiet", "/space/not%20one", "/nowhere"]) {
    await page.goto(place.app.url + path);
    await hasSettled(page);
    expect(await captures(page)).toEqual([]);
  }
});

test("listening only never asks", async (place) => {
  const page = await place.visit(await place.person(), "listen");
  await page.getByRole("textbox", { name: "Your name" }).fill("Kim");
  await button(page, "Listen only").click();
  await isInside(page);
  await hasSettled(page);
  expect(await captures(page)).toEqual([]);
});

test("joining asks for nothing that is off", async (place) => {
  const page = await place.visit(await place.person(), "off");
  await join(page, "Kim");
  await hasSettled(page);
  expect(await captures(page)).toEqual([]);
});

test("a switch asks for its own device, and what was on is remembered but not asked for", async (place) => {
  const context = await place.person({ permissions: ["microphone", "camera"] });
  const page = await place.visit(context, "on");
  await join(page, "Kim", { hasMicrophone: true });
  expect(await captures(page)).toEqual(["audio"]);
  await page.reload();
  await button(page, "Join").waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual([]);
});

test("a question that is dismissed after one is inside is not asked again", async (place) => {
  const context = await place.person();
  await context.addInitScript(() =>
    localStorage.setItem("madang.switches", JSON.stringify({ microphone: true }))
  );
  await stubDevices(context, {
    permission: "prompt",
    refusals: Array(9).fill("NotAllowedError"),
    isHeld: true,
  });
  const page = await place.visit(context, "dismissed");
  await join(page, "Kim");
  expect(await captures(page)).toEqual(["audio"]);
  await page.evaluate(() => globalThis.deviceStub.isHeld = false);
  await page.getByText("The microphone stays off until you allow it.").waitFor();
  await page.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual(["audio"]);
});

test("settings ask for what their tab is about, once, and the devices' tab for nothing", async (place) => {
  const page = await place.visit(await place.person(), "tabs");
  await button(page, "Settings").click();
  await eventually(async () => expect(await captures(page)).toContain("audio"));
  const tab = (name: string) => page.getByRole("tab", { name });
  await tab("Devices").click();
  await page.getByRole("combobox", { name: "Camera device" }).waitFor();
  expect(new Set(await captures(page))).toEqual(new Set(["audio"]));
  await tab("Video").click();
  await eventually(async () => expect(await captures(page)).toContain("video"));
  await tab("Devices").click();
  await tab("Video").click();
  await page.getByRole("radio", { name: "720p" }).waitFor();
  await hasSettled(page);
  expect((await captures(page)).filter((kind) => kind === "video")).toEqual(["video"]);
});

test("where the browser forgets each permission, tabs that are shown again do not ask again", async (place) => {
  const context = await place.person();
  await stubDevices(context, { permission: "prompt", refusals: Array(9).fill("NotAllowedError") });
  const page = await place.visit(context, "forgets");
  await button(page, "Settings").click();
  await eventually(async () => expect(await captures(page)).toEqual(["audio"]));
  for (let i = 0; i < 3; i++) {
    await page.getByRole("tab", { name: "Devices" }).click();
    await page.getByRole("tab", { name: "Audio" }).click();
    await page.getByText("not asked yet").first().waitFor();
  }
  expect(await captures(page)).toEqual(["audio"]);
});

test("where the browser has forgotten a permission, the settings' level asks nobody", async (place) => {
  const context = await place.person({ permissions: ["microphone"] });
  await stubDevices(context);
  const page = await place.visit(context, "forgotten");
  const level = page.getByRole("meter", { name: "Level", exact: true });
  await button(page, "Settings").click();
  await level.waitFor();
  await eventually(async () => expect(await captures(page)).toContain("audio"));
  await hasSettled(page);
  await button(page, "Done").click();
  const before = await captures(page);
  await page.evaluate(() => globalThis.deviceStub.permission = "prompt");
  await button(page, "Settings").click();
  await level.waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual(before);
  await page.getByText("not asked yet").first().waitFor();
});

test("nothing is captured in another tab of a call, after the call, or by a page put out", async (place) => {
  const context = await place.person({ permissions: ["microphone", "camera"] });
  const page = await place.visit(context, "states");
  await join(page, "Kim", { hasMicrophone: true, hasCamera: true });
  expect(await captures(page)).toEqual(["audio", "video"]);
  const second = await place.visit(context, "states");
  await second.getByText("in another tab").waitFor();
  expect(await captures(second)).toEqual([]);
  await second.getByRole("textbox", { name: "Your name" }).fill("Kim");
  await button(second, "Listen only").click();
  await isInside(second);
  await button(page, "Come back here").waitFor();
  await button(second, "Leave").click();
  await button(second, "Join again").waitFor();
  for (const one of [page, second]) await hasSettled(one);
  expect(await captures(page)).toEqual(["audio", "video"]);
  expect(await captures(second)).toEqual([]);
});

for (
  const [state, permissions, words] of [
    ["denied", [], "The microphone is blocked for this page."],
    ["prompt", undefined, "The microphone stays off until you allow it."],
  ] as const
) {
  test(
    `a microphone refused while the permission is "${state}" is said, and the call goes on`,
    async (place) => {
      const context = await place.person(
        { permissions: permissions && [...permissions] },
        { deviceRequests: "denied" },
      );
      const page = await place.visit(context, "refused");
      await join(page, "Kim");
      await button(page, "Microphone").click();
      await page.getByText(words).waitFor();
      await isInside(page);
      expect(await captures(page)).toEqual(["audio"]);
    },
    { ignore: isFirefox && state === "prompt" },
  );
}
