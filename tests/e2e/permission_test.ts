/** No page asks for a device before a click, and then for that device alone. Long, since it covers every page and state. */
import { expect } from "expect";
import { RoomServiceClient } from "livekit-server-sdk";
import { startApp } from "../../toolchain/app.ts";
import { stubDevices, takeBack } from "./device_stub.ts";
import { eventually } from "./eventually.ts";
import { captures, hasSettled } from "./media_spy.ts";
import { lacksPasskeys, namedUrl } from "./passkeys.ts";
import { button, isInside, join, joinSignedIn, send } from "./people.ts";
import { isFirefox, testsOnTestbed } from "./testbed.ts";
import { act, clickJoin, owner, visitor } from "./space_owner.ts";

const test = testsOnTestbed("permission");

test("nothing is captured before a click, on any page", async (testbed) => {
  const context = await testbed.person();
  const page = await context.newPage();
  const paths = ["/", "/space/quiet", "/space/not%20one", "/nowhere", "/sign-in", "/account"];
  for (const path of [...paths, "/space/quiet/settings"]) {
    await page.goto(testbed.app.url + path);
    await hasSettled(page);
    expect(await captures(page)).toEqual([]);
  }
});

test("joining asks for nothing that is off", async (testbed) => {
  const page = await testbed.visit(await testbed.person(), "off");
  await join(page, "Kim");
  await hasSettled(page);
  expect(await captures(page)).toEqual([]);
});

test("a switch asks for its own device; switches that were on are remembered but not asked for", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone", "camera"] });
  const page = await testbed.visit(context, "on");
  await join(page, "Kim", { hasMicrophone: true });
  expect(await captures(page)).toEqual(["audio"]);
  await page.reload();
  await button(page, "Join").waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual([]);
});

test("a permission prompt that is dismissed inside is not shown again", async (testbed) => {
  const context = await testbed.person();
  await context.addInitScript(() =>
    localStorage.setItem("madang.switches", JSON.stringify({ microphone: true }))
  );
  await stubDevices(context, {
    permission: "prompt",
    refusals: Array(9).fill("NotAllowedError"),
    isHeld: true,
  });
  const page = await testbed.visit(context, "dismissed");
  await join(page, "Kim");
  expect(await captures(page)).toEqual(["audio"]);
  await page.evaluate(() => globalThis.deviceStub.isHeld = false);
  await page.getByText("The microphone stays off until you allow it.").waitFor();
  await page.getByRole("button", { name: "Microphone", pressed: false }).waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual(["audio"]);
});

test("settings ask for what their tab is about, once, and the devices' tab for nothing", async (testbed) => {
  const page = await testbed.visit(await testbed.person(), "tabs");
  await button(page, "Settings").click();
  await eventually(async () => expect(await captures(page)).toContain("audio"));
  const tab = (name: string) => page.getByRole("tab", { name });
  await tab("Devices").click();
  await page.getByRole("combobox", { name: "Camera device" }).waitFor();
  expect(await captures(page)).toEqual(["audio"]);
  await tab("Video").click();
  await eventually(async () => expect(await captures(page)).toContain("video"));
  await tab("Devices").click();
  await tab("Video").click();
  await page.getByRole("radio", { name: "720p" }).waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual(["audio", "video"]);
});

test("where the browser forgets each permission, tabs that are shown again do not ask again", async (testbed) => {
  const context = await testbed.person();
  await stubDevices(context, { permission: "prompt", refusals: Array(9).fill("NotAllowedError") });
  const page = await testbed.visit(context, "forgets");
  await button(page, "Settings").click();
  await eventually(async () => expect(await captures(page)).toEqual(["audio"]));
  for (let i = 0; i < 3; i++) {
    await page.getByRole("tab", { name: "Devices" }).click();
    await page.getByRole("tab", { name: "Audio" }).click();
    await page.getByText("not asked yet").first().waitFor();
  }
  expect(await captures(page)).toEqual(["audio"]);
});

test("where the browser has forgotten a permission, the settings' level does not ask", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone"] });
  await stubDevices(context);
  const page = await testbed.visit(context, "forgotten");
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

test("a permission taken back while the settings are open is not asked for", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone", "camera"] });
  await stubDevices(context);
  const page = await testbed.visit(context, "taken-back");
  await join(page, "Kim", { hasMicrophone: true, hasCamera: true });
  await button(page, "Settings").click();
  await page.getByRole("meter", { name: "Level", exact: true }).waitFor();
  await hasSettled(page);
  const before = await captures(page);
  await takeBack(page, "audio");
  await page.getByText("not asked yet").first().waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual(before);
  await page.getByRole("tab", { name: "Video" }).click();
  await hasSettled(page);
  await takeBack(page, "video");
  await page.getByText("not asked yet").first().waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual(before);
});

test("a permission that was given and forgotten is asked for again by a click alone", async (testbed) => {
  const context = await testbed.person();
  await stubDevices(context, { permission: "prompt" });
  const page = await testbed.visit(context, "forgotten");
  await button(page, "Settings").click();
  const level = page.getByRole("meter", { name: "Level", exact: true });
  const levelMoves = () =>
    eventually(async () =>
      expect(Number(await level.getAttribute("aria-valuenow"))).toBeGreaterThan(0)
    );
  await levelMoves();
  expect(await captures(page)).toEqual(["audio"]);
  await page.getByRole("tab", { name: "Devices" }).click();
  await page.getByRole("tab", { name: "Audio" }).click();
  await button(page, "Allow").waitFor();
  await hasSettled(page);
  expect(await captures(page)).toEqual(["audio"]);
  await button(page, "Allow").click();
  await levelMoves();
  expect(await captures(page)).toEqual(["audio", "audio"]);
});

test("nothing is captured in another tab of a call, after the call, or by an evicted page", async (testbed) => {
  const context = await testbed.person({ permissions: ["microphone", "camera"] });
  const page = await testbed.visit(context, "states");
  await join(page, "Kim", { hasMicrophone: true, hasCamera: true });
  expect(await captures(page)).toEqual(["audio", "video"]);
  const second = await testbed.visit(context, "states");
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
    async (testbed) => {
      const context = await testbed.person(
        { permissions: permissions && [...permissions] },
        { deviceRequests: "denied" },
      );
      const page = await testbed.visit(context, "refused");
      await join(page, "Kim");
      await button(page, "Microphone").click();
      await page.getByText(words).waitFor();
      await isInside(page);
      expect(await captures(page)).toEqual(["audio"]);
    },
    { ignore: isFirefox && state === "prompt" },
  );
}

test("nothing is captured by an evicted page, for whatever reason", async (testbed) => {
  const { apiUrl, apiKey, apiSecret } = testbed.liveKit;
  const rooms = new RoomServiceClient(apiUrl, apiKey, apiSecret);
  const page = await testbed.visit(await testbed.person({ permissions: ["microphone"] }), "out");
  await join(page, "Kim", { hasMicrophone: true });
  let taken = 1;
  const isQuiet = async () => {
    await hasSettled(page);
    expect(await captures(page)).toEqual(Array(taken).fill("audio"));
  };
  const comeBack = async () => {
    await button(page, "Come back here").click();
    await isInside(page);
    // Chosen before, and carried in by the click.
    await page.getByRole("button", { name: "Microphone", pressed: true }).waitFor();
    taken++;
    await isQuiet();
  };
  await isQuiet();
  for (const reason of ["taken-over", "unknown"] as const) {
    await page.route("**/api/livekit/departure", (route) => route.fulfill({ json: { reason } }));
    await eventually(async () => {
      for (const { identity } of await rooms.listParticipants("space-out")) {
        await rooms.removeParticipant("space-out", identity);
      }
      await button(page, "Come back here").waitFor({ timeout: 3000 });
    });
    await isQuiet();
    await page.unrouteAll();
    await comeBack();
  }
  await rooms.deleteRoom("space-out");
  await page.getByRole("heading", { name: "The call was ended for everybody" }).waitFor();
  await isQuiet();
  await comeBack();
  await button(page, "Leave").click();
  await button(page, "Join again").waitFor();
  await isQuiet();
});

test(
  "nothing is captured by who knocks, is refused or banned, nor on an owner's own pages",
  async (testbed) => {
    const olive = await owner(testbed, { slug: "refuses", policy: "knock" });
    for (const path of ["/account", "/space/refuses/settings"]) {
      await olive.goto(namedUrl(testbed) + path);
      await hasSettled(olive);
      expect(await captures(olive)).toEqual([]);
    }
    await olive.goto(`${namedUrl(testbed)}/space/refuses`);
    await joinSignedIn(olive);
    const kim = await visitor(testbed, "refuses");
    const isQuiet = async () => {
      await hasSettled(kim);
      expect(await captures(kim)).toEqual([]);
    };
    await clickJoin(kim, "Kim");
    await kim.getByText("Knocking…").waitFor();
    await isQuiet();
    await button(olive, "Not now, Kim").click();
    await kim.getByText("Nobody can let you in right now.").waitFor();
    await isQuiet();
    await send(olive, "/api/spaces/refuses", { policy: "open" }, "PATCH");
    await kim.reload();
    await join(kim, "Kim");
    await act(olive, "Kim", "Ban…");
    await olive.getByRole("dialog").getByRole("button", { name: "Ban", exact: true }).click();
    await kim.getByRole("heading", { name: "A moderator banned you" }).waitFor();
    await isQuiet();
    await kim.reload();
    await clickJoin(kim, "Kim");
    await kim.getByText("You cannot join here.").first().waitFor();
    await isQuiet();
    expect(await captures(olive)).toEqual([]);
  },
  { ignore: lacksPasskeys },
);

// Last: LiveKit does not come back.
test("nothing is captured while LiveKit is away, nor when we give up", async (testbed) => {
  const contexts = [
    await testbed.person({ permissions: ["microphone"] }),
    await testbed.person(),
  ];
  // The SDK tries again for a minute.
  for (const context of contexts) await context.clock.install();
  const page = await testbed.visit(contexts[0], "away");
  await join(page, "Kim", { hasMicrophone: true });
  const listener = await testbed.visit(contexts[1], "away");
  await join(listener, "Lee");
  const outside = await testbed.visit(await testbed.person(), "away");
  await outside.getByRole("textbox", { name: "Your name" }).fill("Park");
  await testbed.liveKit.kill();
  const isQuiet = async () => {
    for (const one of [page, listener, outside]) await hasSettled(one);
    expect(await captures(page)).toEqual(["audio"]);
    expect(await captures(listener)).toEqual([]);
    expect(await captures(outside)).toEqual([]);
  };
  await button(outside, "Join").click();
  await outside.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
  for (const one of [page, listener]) await one.getByText("Reconnecting…").first().waitFor();
  await isQuiet();
  // No way back: the SDK gives up, and so do we.
  for (const one of [page, listener]) {
    await one.route(
      "**/api/livekit/departure",
      (route) => route.fulfill({ json: { reason: "unknown" } }),
    );
    const problem = { title: "Locked", status: 403, code: "space-locked", requestId: "0e1f-5c" };
    await one.route(
      "**/api/livekit/token",
      (route) => route.fulfill({ status: 403, json: { type: "about:blank", ...problem } }),
    );
  }
  for (const one of [page, listener]) {
    await eventually(async () => {
      await one.clock.fastForward(5_000);
      await one.getByRole("heading", { name: "The connection was lost" }).waitFor({ timeout: 500 });
    });
  }
  await isQuiet();
  const lost = await startApp({ liveKit: null });
  try {
    await outside.goto(`${lost.url}/space/away`);
    await outside.getByText("The call server is not responding").waitFor();
    await hasSettled(outside);
    expect(await captures(outside)).toEqual([]);
  } finally {
    await lost.stop();
  }
});
