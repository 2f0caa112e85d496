import { expect } from "expect";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import "../../../../lib/media/devices/device_lifecycle.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";

/** In a call, with microphone and camera on. */
async function setUp() {
  const ports = new FakeMediaPorts();
  const { call, media, start } = createMediaModels(visitOf(), ports);
  const stop = start();
  await call.connect({ participantName: "Kim" });
  await media.toggleMicrophone();
  await media.toggleCamera();
  const { devices, page, rooms } = ports;
  const [microphone, camera] = devices.streams.map((stream) => stream.tracks[0]);
  const isOn = () => [media.microphone.isEnabled.value, media.camera.isEnabled.value];
  await turn();
  rooms.last.calls.length = 0;
  return { call, media, devices, page, rooms, microphone, camera, isOn, stop, ports };
}

Deno.test("SystemInterruptions switches off and lists a device after a second of interruption", async () => {
  const { media, page, rooms, microphone, isOn } = await setUp();
  microphone.setMuted(true);
  page.advance(999);
  expect(media.takenDevices.value).toEqual([]);
  page.advance(1);
  expect(media.takenDevices.value).toEqual(["microphone"]);
  await turn();
  expect(rooms.last.calls).toEqual(["mute microphone"]);
  expect(isOn()).toEqual([false, true]);
});

Deno.test("SystemInterruptions switches off and lists a device that the system took while it was being switched on", async () => {
  const { media, page, rooms, devices } = await setUp();
  await media.toggleCamera();
  const sending = Promise.withResolvers<void>();
  rooms.last.holdSending = sending.promise;
  const switchedOn = media.toggleCamera();
  await turn();
  devices.streams[2].tracks[0].setMuted(true);
  page.advance(1000);
  sending.resolve();
  await switchedOn;
  expect([media.takenDevices.value, media.camera.isEnabled.value]).toEqual([[], true]);
  page.advance(1000);
  await turn();
  expect([media.takenDevices.value, media.camera.isEnabled.value]).toEqual([["camera"], false]);
});

Deno.test("SystemInterruptions ignores a short interruption", async () => {
  const { media, page, rooms, microphone } = await setUp();
  microphone.setMuted(true);
  page.advance(999);
  microphone.setMuted(false);
  page.advance(60_000);
  await turn();
  expect(media.takenDevices.value).toEqual([]);
  expect(rooms.last.calls).toEqual([]);
});

Deno.test("SystemInterruptions.takeBack() captures the device again, and unmutes it", async () => {
  const { media, page, rooms, devices, microphone, isOn } = await setUp();
  microphone.setMuted(true);
  page.advance(1000);
  await turn();
  expect(devices.requests.length).toBe(2);
  await media.takeBack();
  expect(devices.requests.map(({ kind }) => kind)).toEqual(["microphone", "camera", "microphone"]);
  expect(microphone.readyState).toBe("ended");
  expect(devices.mostAtOnce).toBe(1);
  expect(rooms.last.published.get("microphone")).toBe(devices.streams[2].tracks[0]);
  expect(media.takenDevices.value).toEqual([]);
  expect(isOn()).toEqual([true, true]);
});

Deno.test("SystemInterruptions.takeBack() opens both devices in one click", async () => {
  const { media, page, devices, microphone, camera, isOn } = await setUp();
  microphone.setMuted(true);
  camera.setMuted(true);
  page.advance(1000);
  await turn();
  expect(media.takenDevices.value).toEqual(["microphone", "camera"]);
  expect(isOn()).toEqual([false, false]);
  await media.takeBack();
  expect(media.takenDevices.value).toEqual([]);
  expect(isOn()).toEqual([true, true]);
  expect(devices.mostAtOnce).toBe(1);
});

Deno.test("SystemInterruptions does not unmute a device that the system gave back; its switch does, without a new capture", async () => {
  const { media, page, devices, microphone, isOn } = await setUp();
  microphone.setMuted(true);
  page.advance(1000);
  await turn();
  microphone.setMuted(false);
  await turn();
  expect(media.takenDevices.value).toEqual([]);
  expect(isOn()).toEqual([false, true]);
  await media.microphone.setEnabled(true);
  expect(isOn()).toEqual([true, true]);
  expect(devices.requests.length).toBe(2);
});

Deno.test("SystemInterruptions closes a camera that the system gave back, so that its light goes out", async () => {
  const { media, page, camera, isOn } = await setUp();
  camera.setMuted(true);
  page.advance(1000);
  await turn();
  expect(camera.readyState).toBe("live");
  camera.setMuted(false);
  await turn();
  expect(camera.readyState).toBe("ended");
  expect(media.takenDevices.value).toEqual([]);
  expect(isOn()).toEqual([true, false]);
});

Deno.test("SystemInterruptions ignores a camera that is paused while the page is hidden", async () => {
  const { media, page, camera, isOn } = await setUp();
  page.isSeen = false;
  camera.setMuted(true);
  page.advance(600_000);
  await turn();
  expect(media.takenDevices.value).toEqual([]);
  page.isSeen = true;
  page.happen("visible");
  page.advance(500);
  camera.setMuted(false);
  page.advance(60_000);
  await turn();
  expect(isOn()).toEqual([true, true]);

  page.isSeen = false;
  camera.setMuted(true);
  page.advance(600_000);
  page.isSeen = true;
  page.happen("visible");
  page.advance(1000);
  expect(media.takenDevices.value).toEqual(["camera"]);
});

Deno.test("SystemInterruptions: an interrupted muted microphone is captured again when switched on", async () => {
  const { media, page, devices, microphone, isOn } = await setUp();
  await media.toggleMicrophone();
  microphone.setMuted(true);
  page.advance(1000);
  expect(media.takenDevices.value).toEqual([]);
  await media.toggleMicrophone();
  expect(devices.requests.length).toBe(3);
  expect(isOn()).toEqual([true, true]);
});

Deno.test("SystemInterruptions waits for a click even if the system ends the track", async () => {
  const { media, page, devices, microphone, isOn } = await setUp();
  microphone.setMuted(true);
  page.advance(1000);
  await turn();
  microphone.end();
  await turn();
  expect(media.mediaError.value).toBeNull();
  expect(media.takenDevices.value).toEqual(["microphone"]);
  expect(devices.requests.length).toBe(2);
  await media.takeBack();
  expect(isOn()).toEqual([true, true]);
});

Deno.test("SystemInterruptions lists a track at once that the system mutes and then ends, which LiveKit's SDK mutes for good", async () => {
  const { media, page, rooms, devices, microphone, camera, isOn } = await setUp();
  page.isSeen = false;
  for (const [track, source] of [[microphone, "microphone"], [camera, "camera"]] as const) {
    track.setMuted(true);
    track.end();
    rooms.last.report({ type: "source", source, isEnabled: false });
  }
  page.advance(5000);
  await turn();
  expect(media.takenDevices.value).toEqual(["microphone", "camera"]);
  expect(isOn()).toEqual([false, false]);
  expect(devices.requests.length).toBe(2);
  await media.takeBack();
  expect(isOn()).toEqual([true, true]);
});

Deno.test("SystemInterruptions ignores a track that ends while muted by choice", async () => {
  const { media, page, devices, microphone } = await setUp();
  await media.toggleMicrophone();
  microphone.setMuted(true);
  microphone.end();
  page.advance(5000);
  await turn();
  expect(media.takenDevices.value).toEqual([]);
  expect(devices.requests.length).toBe(2);
});

Deno.test("SystemInterruptions clears its list when the device is switched on by hand, or the call is over", async () => {
  const { call, media, page, devices, microphone, camera } = await setUp();
  microphone.setMuted(true);
  page.advance(1000);
  await turn();
  await media.microphone.setEnabled(true);
  expect(media.takenDevices.value).toEqual([]);
  camera.setMuted(true);
  page.advance(1000);
  await turn();
  const leaving = call.leave();
  page.advance(150);
  await leaving;
  expect(media.takenDevices.value).toEqual([]);
  expect(devices.live).toEqual([]);
});

Deno.test("SystemInterruptions does not change the stored choice", async () => {
  const { page, microphone, ports } = await setUp();
  microphone.setMuted(true);
  page.advance(1000);
  await turn();
  expect(ports.storage.read("madang.switches")).toMatchObject({ microphone: true });
});

Deno.test("SystemInterruptions also works before joining", async () => {
  const ports = new FakeMediaPorts();
  const { media, start } = createMediaModels(visitOf(), ports);
  start();
  await media.toggleMicrophone();
  await turn();
  const [microphone] = ports.devices.streams[0].tracks;
  microphone.setMuted(true);
  ports.page.advance(1000);
  await turn();
  expect(media.takenDevices.value).toEqual(["microphone"]);
  expect(media.microphone.isEnabled.value).toBe(false);
  await media.takeBack();
  expect(media.microphone.isEnabled.value).toBe(true);
  expect(ports.devices.mostAtOnce).toBe(1);
});
