/** Option C: no page asks for a device before a click, and then for that device alone. */
import { expect } from "expect";
import { captures } from "./media_spy.ts";
import { button, isInside, join } from "./people.ts";
import { testsInPlace } from "./place.ts";

const test = testsInPlace("permission");

test("nothing is captured before a click, on any page", async (place) => {
  const context = await place.person();
  const page = await context.newPage();
  for (const path of ["/", "/space/quiet", "/space/not%20one", "/nowhere"]) {
    await page.goto(place.app.url + path);
    await page.waitForLoadState("networkidle");
    expect(await captures(page)).toEqual([]);
  }
});

test("listening only never asks", async (place) => {
  const page = await place.visit(await place.person(), "listen");
  await page.getByRole("textbox", { name: "Your name" }).fill("Kim");
  await button(page, "Listen only").click();
  await isInside(page);
  expect(await captures(page)).toEqual([]);
});

test("joining asks for nothing that is off", async (place) => {
  const page = await place.visit(await place.person(), "off");
  await join(page, "Kim");
  expect(await captures(page)).toEqual([]);
});

test("a switch asks for its own device, and what was on is remembered but not asked for", async (place) => {
  const context = await place.person({ permissions: ["microphone", "camera"] });
  const page = await place.visit(context, "on");
  await join(page, "Kim", { hasMicrophone: true });
  expect(await captures(page)).toEqual(["audio"]);
  await page.reload();
  await button(page, "Join").waitFor();
  await page.waitForLoadState("networkidle");
  expect(await captures(page)).toEqual([]);
});

for (
  const [state, permissions, words] of [
    ["denied", [], "The microphone is blocked for this page."],
    ["prompt", undefined, "The microphone stays off until you allow it."],
  ] as const
) {
  test(`a microphone refused while the permission is "${state}" is said, and the call goes on`, async (place) => {
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
  });
}
