import { expect } from "expect";
import type { MediaFailure } from "../../../../lib/media/base/media_failure.ts";
import { createScreenShare } from "../../../../lib/media/devices/screen_share.ts";
import { FakeDevicesPort } from "../../../fakes/media/FakeDevicesPort.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { FakeRoomPort } from "../../../fakes/media/FakeRoomPort.ts";

async function setUp() {
  const devices = new FakeDevicesPort();
  const failures: MediaFailure[] = [];
  const source = createScreenShare({
    devices,
    onOpened() {},
    onFailure: (failure) => failures.push(failure),
  });
  const room = new FakeRoomPort();
  room.onReport((report) => {
    if (report.type === "source") source.report(report.isEnabled);
  });
  await source.attach(room);
  return { devices, failures, source, room };
}

Deno.test("createScreenShare() publishes the chosen screen, and stops it", async () => {
  const { devices, source, room } = await setUp();
  await source.toggle();
  expect(source.isEnabled.value).toBe(true);
  await source.toggle();
  expect(source.isEnabled.value).toBe(false);
  expect(room.calls).toEqual(["publish screen", "unpublish screen"]);
  expect(devices.live).toEqual([]);
});

Deno.test("createScreenShare() reports no failure when the person cancels the dialog", async () => {
  const { devices, failures, source } = await setUp();
  devices.refusals.push("dismissed");
  await source.toggle();
  expect(source.isEnabled.value).toBe(false);
  expect(failures).toEqual([]);
});

Deno.test("createScreenShare() reports any other failure", async () => {
  const { devices, failures, source } = await setUp();
  devices.refusals.push("unsupported");
  await source.toggle();
  expect(failures.map(({ type, device }) => [type, device])).toEqual([["unsupported", "screen"]]);
});

Deno.test("createScreenShare() switches off on *Stop sharing* in the browser's own bar", async () => {
  const { devices, source, room } = await setUp();
  await source.toggle();
  devices.streams[0].tracks[0].end();
  await turn();
  expect(source.isEnabled.value).toBe(false);
  expect(room.calls.at(-1)).toBe("unpublish screen");
});

Deno.test("createScreenShare() stops a screen that is chosen after leaving", async () => {
  const { devices, source, room } = await setUp();
  devices.isHeld = true;
  const toggled = source.toggle();
  source.detach({ carries: false });
  const stream = devices.requests[0].grant();
  await toggled;
  expect(stream.active).toBe(false);
  expect(room.calls).toEqual([]);
});
