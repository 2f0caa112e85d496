import { expect } from "expect";
import { setUp, without } from "../../../fakes/media/device_stage.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";

/** Switches on the chosen headset, which another app holds. */
async function heldHeadset() {
  const all = await setUp();
  await all.devices.selectInput("headset");
  all.port.refusals.push("in-use", "in-use");
  const switching = all.media.toggleMicrophone();
  await turn();
  all.ports.page.advance(500);
  await switching;
  await turn();
  return all;
}

Deno.test("UnpluggedDevices: held by another app, another is used, and it is said with one button", async () => {
  const { devices, media, port, plug } = await heldHeadset();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(media.mediaError.value).toBeNull();
  expect(devices.notice.value).toEqual({
    type: "held",
    kind: "microphone",
    label: "The headset",
  });
  // It was there all the time: no listing makes it come back.
  await plug(without("webcam"));
  expect(devices.notice.value).toMatchObject({ type: "held" });
  await devices.useAgain();
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
  expect(devices.notice.value).toBeNull();
});

Deno.test("UnpluggedDevices: still held when it is tried again, the other one goes on and it is said again", async () => {
  const { devices, media, port, ports } = await heldHeadset();
  port.refusals.push("in-use", "in-use");
  const again = devices.useAgain();
  await turn();
  ports.page.advance(500);
  await again;
  await turn();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(devices.notice.value).toMatchObject({ type: "held" });
});

Deno.test("UnpluggedDevices: switched off and on, what another app held is tried again", async () => {
  const { devices, media, port } = await heldHeadset();
  await media.toggleMicrophone();
  await media.toggleMicrophone();
  await turn();
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
  expect(devices.notice.value).toBeNull();
});
