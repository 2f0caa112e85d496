import { expect } from "expect";
import { Capture } from "../../../../lib/media/devices/capture.ts";
import type { MediaFailure } from "../../../../lib/media/base/media_failure.ts";
import { SerialQueue } from "../../../../lib/media/base/serial_queue.ts";
import { FakeDevicesPort } from "../../../fakes/media/FakeDevicesPort.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";

function setUp(constraints: MediaTrackConstraints[] = [{}]) {
  const devices = new FakeDevicesPort();
  const page = new FakePagePort();
  const queue = new SerialQueue();
  const opened: (MediaFailure | null)[] = [];
  const captureOf = (kind: "microphone" | "camera") =>
    new Capture({
      kind,
      devices,
      page,
      queue,
      constraints: () => constraints,
      onOpened: (refused) => opened.push(refused),
      onRefused() {},
    });
  return {
    devices,
    page,
    opened,
    camera: captureOf("camera"),
    microphone: captureOf("microphone"),
  };
}

Deno.test("Capture opens one device however many hold it, and stops it with the last", async () => {
  const { devices, camera } = setUp();
  const [first, second] = await Promise.all([camera.acquire("switch"), camera.acquire("preview")]);
  expect(first).toBe(second);
  expect(devices.requests.length).toBe(1);
  camera.release("switch");
  expect(devices.live.length).toBe(1);
  camera.release("preview");
  expect(devices.live.length).toBe(0);
  expect(camera.stream.value).toBeNull();
});

Deno.test("Capture closes a device that opens after its last holder released it", async () => {
  const { devices, camera } = setUp();
  devices.isHeld = true;
  const acquired = camera.acquire("switch");
  await turn();
  camera.release("switch");
  const stream = devices.requests[0].grant();
  expect(await acquired).toBeNull();
  expect(stream.active).toBe(false);
  expect(camera.stream.value).toBeNull();
});

Deno.test("Capture never asks for two devices at the same time, of either kind", async () => {
  const { devices, camera, microphone } = setUp();
  devices.isHeld = true;
  camera.acquire("switch");
  microphone.acquire("switch");
  await turn();
  expect(devices.requests.map((request) => request.kind)).toEqual(["camera"]);
  devices.requests[0].grant();
  await turn();
  expect(devices.requests.map((request) => request.kind)).toEqual(["camera", "microphone"]);
});

Deno.test("Capture.acquire() returns an open stream at once, while another kind still prompts", async () => {
  const { devices, camera, microphone } = setUp();
  const open = await microphone.acquire("switch");
  devices.isHeld = true;
  camera.acquire("switch");
  await turn();
  let acquired: MediaStream | null = null;
  void microphone.acquire("meter").then((stream) => acquired = stream);
  await turn();
  expect(acquired).toBe(open);
});

Deno.test("Capture.acquire() during a renewal returns the new stream", async () => {
  const { devices, camera, microphone } = setUp();
  await microphone.acquire("switch");
  devices.isHeld = true;
  camera.acquire("switch");
  microphone.renew();
  const acquired = microphone.acquire("meter");
  await turn();
  devices.requests[1].grant();
  await turn();
  devices.requests[2].grant();
  expect(await acquired).toBe(devices.streams[2]);
  devices.isHeld = false;
  camera.renew();
  expect(await microphone.acquire("other")).toBe(devices.streams[2]);
});

Deno.test("Capture.renew() stops the device before it opens the next", async () => {
  const { devices, camera } = setUp();
  await camera.acquire("switch");
  const [before] = devices.streams;
  await camera.renew();
  expect(before.active).toBe(false);
  expect(devices.mostAtOnce).toBe(1);
  expect(camera.stream.value).toBe(devices.streams[1]);
});

Deno.test("Capture.renew() opens nothing without holders", async () => {
  const { devices, camera } = setUp();
  expect(await camera.renew()).toBeNull();
  expect(devices.requests.length).toBe(0);
});

Deno.test("Capture tries another device if the chosen one is in use, and no other constraints for the same one", async () => {
  const headset = { deviceId: { exact: "headset" } };
  const { devices, page, opened, microphone } = setUp([headset, { ...headset, width: 640 }, {}]);
  devices.refusals.push("in-use", "in-use");
  const acquired = microphone.acquire("switch");
  await turn();
  page.advance(500);
  expect(await acquired).toBe(devices.streams[0]);
  expect(devices.requests.map(({ constraints }) => constraints)).toEqual([headset, headset, {}]);
  expect(opened.map((refused) => refused?.type)).toEqual(["in-use"]);
});

Deno.test("Capture does not try other sizes of any device if it is in use", async () => {
  const { devices, page, camera } = setUp([{ width: 1280 }, { width: 640 }, {}]);
  devices.refusals.push("in-use", "in-use");
  const acquired = camera.acquire("switch").catch(({ type }) => type);
  await turn();
  page.advance(500);
  expect(await acquired).toBe("in-use");
  expect(devices.requests.length).toBe(2);
});

Deno.test("Capture tries its constraints in order, and reports the last refusal", async () => {
  const ladder = [{ width: 1920 }, { width: 1280 }, { width: 640 }];
  const { devices, camera, opened } = setUp(ladder);
  devices.refusals.push("overconstrained", "not-found");
  await camera.acquire("switch");
  expect(devices.requests.map((request) => request.constraints)).toEqual(ladder);
  expect(opened.map((refused) => refused?.type)).toEqual(["not-found"]);
});

Deno.test("Capture tries no other constraints when the person refuses", async () => {
  const { devices, camera } = setUp([{ width: 1920 }, {}]);
  devices.refusals.push("denied");
  await expect(camera.acquire("switch")).rejects.toMatchObject({
    type: "denied",
    device: "camera",
  });
  expect(devices.requests.length).toBe(1);
});

Deno.test("Capture tries again after 500 ms if the device is in use", async () => {
  const { devices, page, camera } = setUp();
  devices.refusals.push("in-use");
  const acquired = camera.acquire("switch");
  await turn();
  expect(devices.requests.length).toBe(1);
  expect(page.pendingMs).toEqual([500]);
  page.advance(500);
  expect(await acquired).toBe(devices.streams[0]);
});

Deno.test("Capture opens again for the next holder after a refusal", async () => {
  const { devices, camera } = setUp();
  devices.refusals.push("dismissed");
  await expect(camera.acquire("switch")).rejects.toMatchObject({ type: "dismissed" });
  expect(await camera.acquire("switch")).toBe(devices.streams[0]);
});

Deno.test("Capture.onEnded() calls back when the track ends by itself, and not on release", async () => {
  const { devices, camera } = setUp();
  let ends = 0;
  camera.onEnded(() => ends++);
  await camera.acquire("switch");
  devices.streams[0].tracks[0].end();
  expect(ends).toBe(1);
  expect(camera.stream.value).toBeNull();
  await camera.acquire("switch");
  const [, second] = devices.streams;
  camera.release("switch");
  second.tracks[0].end();
  expect(ends).toBe(1);
});
