/** Listing, permission and choice of devices; they share one stage, so one file. */
import { expect } from "expect";
import type { DeviceKind } from "../../../../lib/media/ports/call_types.ts";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import "../../../../lib/media/call/connection.ts";
import type { ListedDevice } from "../../../../lib/media/ports/devices_port.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";

function listed(
  kind: DeviceKind,
  deviceId: string,
  patch: Partial<ListedDevice> = {},
): ListedDevice {
  return { kind, deviceId, groupId: `group of ${deviceId}`, label: `The ${deviceId}`, ...patch };
}

const beforeGrant = [
  listed("microphone", "", { label: "", groupId: "" }),
  listed("camera", "", { label: "", groupId: "" }),
];
const afterGrant = [
  listed("microphone", "default", { groupId: "laptop" }),
  listed("microphone", "laptop", { groupId: "laptop" }),
  listed("microphone", "headset"),
  listed("speaker", "headset"),
  listed("camera", "webcam"),
];

async function setUp(list = beforeGrant, ports = new FakeMediaPorts()) {
  ports.devices.listed = list;
  const models = createMediaModels(visitOf(), ports);
  const stop = models.start();
  await turn();
  return { ...models, port: ports.devices, ports, page: ports.page, stop };
}

const ids = (devices: readonly { deviceId: string }[]) => devices.map((device) => device.deviceId);

Deno.test("MediaDevices lists without a prompt, and omits devices without an id", async () => {
  const { devices, port } = await setUp();
  expect(port.listings).toBe(1);
  expect(port.requests).toEqual([]);
  expect(devices.inputs.value).toEqual([]);
  expect(devices.permission.microphone.value).toBe("prompt");
});

Deno.test("MediaDevices omits aliases", async () => {
  const { devices } = await setUp(afterGrant);
  expect(ids(devices.inputs.value)).toEqual(["laptop", "headset"]);
  expect(ids(devices.outputs.value)).toEqual(["headset"]);
});

Deno.test("MediaDevices.requestPermission() opens one kind, lists while it is open, and closes it", async () => {
  const { devices, port } = await setUp();
  let liveWhileListing = 0;
  const list = port.list.bind(port);
  port.list = () => {
    liveWhileListing = Math.max(liveWhileListing, port.live.length);
    port.listed = afterGrant;
    return list();
  };
  expect(await devices.requestPermission("microphone")).toBe("granted");
  expect(port.requests.map((request) => request.kind)).toEqual(["microphone"]);
  expect(liveWhileListing).toBe(1);
  expect(ids(devices.inputs.value)).toEqual(["laptop", "headset"]);
  expect(port.live).toEqual([]);
});

Deno.test("MediaDevices.requestPermission() does not close a device that is switched on", async () => {
  const { devices, media, port } = await setUp();
  await media.toggleMicrophone();
  await devices.requestPermission("microphone");
  expect(port.requests.length).toBe(1);
  expect(port.live.length).toBe(1);
});

Deno.test("MediaDevices.requestPermission() opens nothing if permission and labels are known", async () => {
  const ports = new FakeMediaPorts();
  ports.devices.permission.microphone = "granted";
  const { devices, port } = await setUp(afterGrant, ports);
  expect(await devices.requestPermission("microphone")).toBe("granted");
  expect(port.requests).toEqual([]);
});

Deno.test("MediaDevices.requestPermission() does not prompt again after a refusal", async () => {
  const ports = new FakeMediaPorts();
  ports.devices.permission.camera = "denied";
  const { devices, port } = await setUp(beforeGrant, ports);
  expect(await devices.requestPermission("camera")).toBe("denied");
  expect(port.requests).toEqual([]);
  port.permission.camera = "prompt";
  expect(await devices.requestPermission("camera")).toBe("granted");
});

Deno.test("MediaDevices learns each permission from captures", async () => {
  for (const type of ["denied", "blocked-by-system", "dismissed"] as const) {
    const { devices, port } = await setUp();
    port.refusals.push(type);
    const permission = await devices.requestPermission("microphone");
    expect(permission).toBe(type === "dismissed" ? "prompt" : type);
    expect(devices.permission.microphone.value).toBe(permission);
    expect(devices.error.microphone.value?.type).toBe(type);
    expect(devices.error.camera.value).toBeNull();
  }
});

Deno.test("MediaDevices.error shows the failure of each kind until its cause is gone", async () => {
  const ports = new FakeMediaPorts();
  ports.devices.permission.microphone = ports.devices.permission.camera = "prompt";
  const microphoneAlone = beforeGrant.slice(0, 1);
  const { devices, port, page } = await setUp(microphoneAlone, ports);
  port.refusals.push("dismissed");
  await devices.requestPermission("microphone");
  port.refusals.push("not-found", "not-found", "not-found", "not-found");
  await devices.requestPermission("camera");
  expect(devices.error.microphone.value?.type).toBe("dismissed");
  expect(devices.error.camera.value?.type).toBe("not-found");
  // The camera is plugged in, and the microphone allowed in the browser's settings.
  port.permission.microphone = "granted";
  port.change(beforeGrant);
  page.advance(250);
  await turn();
  expect(devices.error.microphone.value).toBeNull();
  expect(devices.error.camera.value).toBeNull();
});

Deno.test("MediaDevices.requestPermission() tries a device that was in use, although permission and labels are known", async () => {
  const ports = new FakeMediaPorts();
  ports.devices.permission.camera = "granted";
  const { devices, media, port, page } = await setUp(beforeGrant, ports);
  const failsInUse = async () => {
    port.refusals.push("in-use", "in-use");
    const asking = devices.requestPermission("camera");
    await turn();
    page.advance(500);
    await asking;
    expect(devices.error.camera.value).toMatchObject({ type: "in-use", remedy: "close-other-app" });
  };
  await failsInUse();
  port.listed = afterGrant;
  await devices.refresh();
  await failsInUse();
  await devices.requestPermission("camera");
  expect(devices.error.camera.value).toBeNull();
  // A switch clears it too.
  port.listed = beforeGrant;
  await devices.refresh();
  await failsInUse();
  await media.toggleCamera();
  expect(devices.error.camera.value).toBeNull();
});

Deno.test("MediaDevices.selectInput() does not reject if the device of a meter is in use, and one request recovers it", async () => {
  const ports = new FakeMediaPorts();
  ports.devices.permission.microphone = "granted";
  const { devices, port, page, createVolumeMeter } = await setUp(afterGrant, ports);
  const meter = createVolumeMeter();
  await meter.start("");
  expect(meter.isActive.value).toBe(true);
  // The chosen one and any other, each tried twice.
  port.refusals.push("in-use", "in-use", "in-use", "in-use");
  const selecting = devices.selectInput("headset");
  for (let i = 0; i < 2; i++) {
    await turn();
    page.advance(500);
  }
  await selecting;
  expect(devices.error.microphone.value).toMatchObject({ type: "in-use", device: "microphone" });
  expect([meter.isActive.value, meter.verdict.value]).toEqual([false, null]);
  await devices.requestPermission("microphone");
  await turn();
  expect(devices.error.microphone.value).toBeNull();
  expect(meter.isActive.value).toBe(true);
  expect(port.live.length).toBe(1);
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
});

Deno.test("MediaDevices trusts a capture over the browser's permission query", async () => {
  const ports = new FakeMediaPorts();
  ports.devices.permission.microphone = "prompt";
  const { devices, media, port } = await setUp(beforeGrant, ports);
  await media.toggleMicrophone();
  await devices.refresh();
  expect(devices.permission.microphone.value).toBe("granted");
  // A browser says `granted` even if the system blocks it.
  await media.toggleMicrophone();
  port.permission.microphone = "granted";
  port.refusals.push("blocked-by-system");
  await media.toggleMicrophone();
  await devices.refresh();
  expect(devices.permission.microphone.value).toBe("blocked-by-system");
});

Deno.test("MediaDevices lists once for a storm of twenty changes", async () => {
  const { port, page } = await setUp(afterGrant);
  port.listings = 0;
  for (let i = 0; i < 20; i++) {
    port.change();
    page.advance(100);
  }
  page.advance(250);
  await turn();
  expect(port.listings).toBe(1);
});

Deno.test("MediaDevices lists once at a time, and once more after a change meanwhile", async () => {
  const { devices, port } = await setUp(beforeGrant);
  port.listings = 0;
  const release = port.holdListing();
  const refreshes = [devices.refresh(), devices.refresh(), devices.refresh()];
  await turn();
  expect(port.listings).toBe(1);
  port.listed = afterGrant;
  devices.refresh();
  release();
  await Promise.all(refreshes);
  await turn();
  expect(port.listings).toBe(2);
  expect(ids(devices.cameras.value)).toEqual(["webcam"]);
});

Deno.test("MediaDevices keeps its list objects if nothing changed", async () => {
  const { devices } = await setUp(afterGrant);
  const before = devices.inputs.value;
  await devices.refresh();
  expect(devices.inputs.value).toBe(before);
});

Deno.test("MediaDevices stores a choice, and switches a live track to it", async () => {
  const { devices, media, port, ports } = await setUp(afterGrant);
  await media.toggleMicrophone();
  await devices.selectInput("headset");
  expect(devices.selectedInput.value).toBe("headset");
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
  expect(port.mostAtOnce).toBe(1);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);

  const later = await setUp(afterGrant, new FakeMediaPorts(ports.storage));
  expect(later.devices.selectedInput.value).toBe("headset");
  expect(later.port.requests).toEqual([]);
});

Deno.test("MediaDevices follows a choice in another tab, and opens nothing that is off", async () => {
  const { devices, call, media, port, ports } = await setUp(afterGrant);
  await call.connect({ participantName: "Kim" });
  await media.toggleMicrophone();
  ports.storage.writeElsewhere("madang.devices", {
    microphone: "headset",
    camera: "webcam",
    speaker: "headset",
  });
  await turn();
  expect(devices.selectedInput.value).toBe("headset");
  expect(port.requests.map(({ kind }) => kind)).toEqual(["microphone", "microphone"]);
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
  expect(port.mostAtOnce).toBe(1);
  expect(ports.rooms.last.calls.filter((made) => made.startsWith("speaker"))).toEqual([
    "speaker headset",
  ]);
  // An unchanged device is not captured again.
  ports.storage.writeElsewhere("madang.devices", { microphone: "headset", speaker: "headset" });
  await turn();
  expect(port.requests.length).toBe(2);
});

Deno.test("MediaDevices opens nothing when a device is chosen while its switch is off", async () => {
  const { devices, port } = await setUp(afterGrant);
  await devices.selectCamera("webcam");
  await devices.selectInput("headset");
  expect(port.requests).toEqual([]);
});

Deno.test("MediaDevices stores no alias", async () => {
  const { devices, ports } = await setUp(afterGrant);
  await devices.selectInput("headset");
  await devices.selectInput("default");
  expect(devices.selectedInput.value).toBeNull();
  expect(ports.storage.read("madang.devices")).toMatchObject({ microphone: null });
});

Deno.test("MediaDevices tries lower constraints if the chosen device fails, and reports it", async () => {
  const { devices, media, port } = await setUp(afterGrant);
  await devices.selectCamera("webcam");
  port.refusals.push("overconstrained");
  await media.toggleCamera();
  await turn();
  expect(media.mediaState.isCameraEnabled.value).toBe(true);
  expect(media.mediaError.value).toMatchObject({ type: "overconstrained", device: "camera" });
});

Deno.test("MediaDevices shows the system's default while the chosen device is unplugged", async () => {
  const { devices, port, page } = await setUp(afterGrant);
  await devices.selectInput("headset");
  port.change(afterGrant.filter((device) => device.deviceId !== "headset"));
  page.advance(250);
  await turn();
  expect(devices.selectedInput.value).toBeNull();
  port.change(afterGrant);
  page.advance(250);
  await turn();
  expect(devices.selectedInput.value).toBe("headset");
});

Deno.test("MediaDevices moves the track when the hardware behind the default changes", async () => {
  const { media, port, page } = await setUp(afterGrant);
  await media.toggleMicrophone();
  const moved = afterGrant.map((device) =>
    device.deviceId === "default" ? { ...device, groupId: "group of headset" } : device
  );
  port.change(moved);
  page.advance(250);
  await turn();
  expect(port.requests.length).toBe(2);
  expect(port.mostAtOnce).toBe(1);
  // Once for one change.
  port.change(moved);
  page.advance(250);
  await turn();
  expect(port.requests.length).toBe(2);
});

Deno.test("MediaDevices.requestPermissionOnce() prompts once a page, even if the browser forgets the grant", async () => {
  const ports = new FakeMediaPorts();
  ports.devices.permission.microphone = "prompt";
  const { devices, port } = await setUp(beforeGrant, ports);
  for (let i = 0; i < 3; i++) await devices.requestPermissionOnce("microphone");
  expect(port.requests.length).toBe(1);
  await devices.requestPermissionOnce("camera");
  expect(port.requests.length).toBe(2);
});

Deno.test("MediaDevices.selectOutput() moves everybody's sound, now and in the next call", async () => {
  const { devices, call, ports } = await setUp(afterGrant);
  await devices.selectOutput("headset");
  await call.connect({ participantName: "Kim" });
  expect(ports.rooms.last.calls).toContain("speaker headset");
  await devices.selectOutput(null);
  expect(ports.rooms.last.calls).toContain("speaker null");
});

for (const by of ["its switch", "the settings"]) {
  Deno.test(`mediaError is cleared once ${by} opened a device of that kind`, async () => {
    const ports = new FakeMediaPorts();
    const { devices, media, start } = createMediaModels(visitOf(), ports);
    start();
    ports.devices.refusals.push("denied");
    await media.toggleMicrophone();
    expect(media.mediaError.value).toMatchObject({ type: "denied", device: "microphone" });
    await media.toggleCamera();
    expect(media.mediaError.value).toMatchObject({ type: "denied", device: "microphone" });
    ports.devices.permission.microphone = "prompt";
    if (by === "its switch") await media.toggleMicrophone();
    else await devices.requestPermission("microphone");
    await turn();
    expect(media.mediaError.value).toBeNull();
  });
}

Deno.test("mediaError of the screen is cleared once a screen is shared", async () => {
  const ports = new FakeMediaPorts();
  const { media, start } = createMediaModels(visitOf(), ports);
  start();
  ports.devices.refusals.push("unexpected");
  await media.toggleScreenShare();
  expect(media.mediaError.value).toMatchObject({ type: "unexpected", device: "screen" });
  await media.toggleScreenShare();
  expect(media.mediaError.value).toBeNull();
});

Deno.test("MediaDevices.selectOutput() reports a speaker that cannot be used, and does not reject", async () => {
  const { devices, call, media, ports } = await setUp(afterGrant);
  await call.connect({ participantName: "Kim" });
  ports.rooms.last.refusesSpeakers = true;
  await devices.selectOutput("headset");
  expect(media.mediaError.value).toMatchObject({ type: "unexpected", device: "speaker" });
  ports.rooms.last.refusesSpeakers = false;
  await devices.selectOutput(null);
  expect(media.mediaError.value).toBeNull();
});
