import { expect } from "expect";
import { setUp, without } from "../../../fakes/media/device_models.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";

/** Switches on while the chosen headset is in use by another app. */
async function busyHeadset() {
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

Deno.test("UnpluggedDevices: if the chosen device is in use by another app, another one is used, with a notice to use it again", async () => {
  const { devices, media, port, plug } = await busyHeadset();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(media.mediaError.value).toBeNull();
  expect(devices.notice.value).toEqual({
    type: "held",
    kind: "microphone",
    label: "The headset",
  });
  // It was listed all the time, so no list makes it `back`.
  await plug(without("webcam"));
  expect(devices.notice.value).toMatchObject({ type: "held" });
  await devices.useOffered();
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
  expect(devices.notice.value).toBeNull();
});

Deno.test("UnpluggedDevices: if it is still in use when tried again, the other one stays, with the notice again", async () => {
  const { devices, media, port, ports } = await busyHeadset();
  port.refusals.push("in-use", "in-use");
  const again = devices.useOffered();
  await turn();
  ports.page.advance(500);
  await again;
  await turn();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(devices.notice.value).toMatchObject({ type: "held" });
});

Deno.test("UnpluggedDevices: switching off and on tries the device that was in use", async () => {
  const { devices, media, port } = await busyHeadset();
  await media.toggleMicrophone();
  await media.toggleMicrophone();
  await turn();
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
  expect(devices.notice.value).toBeNull();
});
