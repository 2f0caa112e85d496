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

Deno.test("SystemInterruptions mutes for the others what the system took, after a second, and says so", async () => {
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

Deno.test("SystemInterruptions does not mind a moment without sound", async () => {
  const { media, page, rooms, microphone } = await setUp();
  microphone.setMuted(true);
  page.advance(999);
  microphone.setMuted(false);
  page.advance(60_000);
  await turn();
  expect(media.takenDevices.value).toEqual([]);
  expect(rooms.last.calls).toEqual([]);
});

Deno.test("SystemInterruptions.takeBack() opens anew what was taken, and unmutes it", async () => {
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

Deno.test("SystemInterruptions takes both back in one click", async () => {
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

Deno.test("SystemInterruptions never unmutes what the system gave back; the switch does, without a new capture", async () => {
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

Deno.test("SystemInterruptions lets a camera go that the system gave back: its light would be on for nobody", async () => {
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

Deno.test("SystemInterruptions is quiet about a camera that is paused while nobody sees the page", async () => {
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

Deno.test("SystemInterruptions opens anew a muted microphone that was taken, when it is switched on", async () => {
  const { media, page, devices, microphone, isOn } = await setUp();
  await media.toggleMicrophone();
  microphone.setMuted(true);
  page.advance(1000);
  expect(media.takenDevices.value).toEqual([]);
  await media.toggleMicrophone();
  expect(devices.requests.length).toBe(3);
  expect(isOn()).toEqual([true, true]);
});

Deno.test("SystemInterruptions waits for a click also where the system ends what it took", async () => {
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

Deno.test("SystemInterruptions says at once what the system mutes and then ends, which LiveKit's SDK mutes for good", async () => {
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

Deno.test("SystemInterruptions says nothing of what ends while it is muted by choice", async () => {
  const { media, page, devices, microphone } = await setUp();
  await media.toggleMicrophone();
  microphone.setMuted(true);
  microphone.end();
  page.advance(5000);
  await turn();
  expect(media.takenDevices.value).toEqual([]);
  expect(devices.requests.length).toBe(2);
});

Deno.test("SystemInterruptions has no news of what is switched on again by hand, or of a call that is over", async () => {
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

Deno.test("SystemInterruptions keeps the choice for the next visit", async () => {
  const { page, microphone, ports } = await setUp();
  microphone.setMuted(true);
  page.advance(1000);
  await turn();
  expect(ports.storage.read("madang.switches")).toMatchObject({ microphone: true });
});

Deno.test("SystemInterruptions says at the door, too, that a device gives nothing", async () => {
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
