import { expect } from "expect";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import { all, setUp, without } from "../../../fakes/media/device_models.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";

/** Unplugs the headset while it is on. */
async function pullOutHeadset() {
  const all = await setUp();
  await all.devices.selectInput("headset");
  await all.media.toggleMicrophone();
  all.port.listed = without("headset");
  all.port.live[0].tracks[0].end();
  await turn();
  return all;
}

Deno.test("UnpluggedDevices: a device unplugged in use is replaced by another one, with a notice", async () => {
  const { devices, media, port } = await pullOutHeadset();
  expect(port.requests.length).toBe(2);
  expect(port.requests[1].constraints.deviceId).toBeUndefined();
  expect(port.live.length).toBe(1);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(media.mediaError.value).toBeNull();
  expect(devices.selectedInput.value).toBeNull();
  expect(devices.notice.value).toMatchObject({ type: "gone", kind: "microphone" });
});

Deno.test("UnpluggedDevices: a device that is back is offered, and used only after `useOffered`", async () => {
  const { devices, media, port, plug, ports } = await pullOutHeadset();
  await plug(all);
  expect(devices.notice.value).toEqual({
    type: "back",
    kind: "microphone",
    label: "The headset",
  });
  expect(port.requests.length).toBe(2);
  expect(devices.selectedInput.value).toBeNull();
  await devices.useOffered();
  expect(devices.notice.value).toBeNull();
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
  expect(port.mostAtOnce).toBe(1);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(devices.selectedInput.value).toBe("headset");
  expect(ports.storage.read("madang.devices")).toMatchObject({ microphone: "headset" });
});

Deno.test("UnpluggedDevices: a dismissed offer does not return with the next list", async () => {
  const { devices, plug } = await pullOutHeadset();
  await plug(all);
  devices.dismissNotice();
  await plug(all.slice(0, -1));
  expect(devices.notice.value).toBeNull();
  await devices.useOffered();
  expect(devices.selectedInput.value).toBeNull();
});

Deno.test("UnpluggedDevices: choosing a device ends the offer", async () => {
  const { devices, plug } = await pullOutHeadset();
  await plug(all);
  await devices.selectInput("laptop");
  expect(devices.notice.value).toBeNull();
  await devices.selectInput("headset");
  expect(devices.selectedInput.value).toBe("headset");
});

Deno.test("UnpluggedDevices: with everything off, a device that is back is used without a notice", async () => {
  const { devices, plug } = await setUp();
  await devices.selectInput("headset");
  await plug(without("headset"));
  expect([devices.selectedInput.value, devices.notice.value]).toEqual([null, null]);
  await plug(all);
  expect([devices.selectedInput.value, devices.notice.value]).toEqual(["headset", null]);
});

Deno.test("UnpluggedDevices: `useOffered` switches on the only camera after it is back", async () => {
  const { devices, media, port, plug } = await setUp();
  await media.toggleCamera();
  port.listed = without("webcam");
  port.refusals.push(...Array.from({ length: 5 }, () => "not-found" as const));
  port.live[0].tracks[0].end();
  await turn();
  expect(media.mediaState.isCameraEnabled.value).toBe(false);
  expect(media.mediaError.value).toMatchObject({ type: "not-found", device: "camera" });
  expect(devices.notice.value).toBeNull();
  port.refusals.length = 0;
  await plug(all);
  expect(devices.notice.value).toMatchObject({ type: "back", kind: "camera" });
  expect(media.mediaError.value).toBeNull();
  expect(port.live.length).toBe(0);
  await devices.useOffered();
  expect(media.mediaState.isCameraEnabled.value).toBe(true);
});

for (const state of ["denied", "prompt"] as const) {
  Deno.test(`UnpluggedDevices: a capture that ends while the permission is "${state}" is not opened again by code`, async () => {
    const { media, port } = await setUp();
    await media.toggleMicrophone();
    port.permission.microphone = state;
    port.live[0].tracks[0].end();
    await turn();
    expect(port.requests.length).toBe(1);
    expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
    expect(media.mediaError.value?.type).toBe(state === "denied" ? "denied" : "dismissed");
  });
}

/** Mutes in a call; then the headset is unplugged, or its permission revoked. */
async function muted() {
  const stage = await setUp();
  await stage.call.connect({ participantName: "Kim" });
  await stage.media.toggleMicrophone();
  await stage.media.toggleMicrophone();
  await turn();
  const { calls } = stage.ports.rooms.last;
  calls.length = 0;
  const end = async () => {
    stage.port.live[0].tracks[0].end();
    await turn();
  };
  return { ...stage, calls, end };
}

Deno.test("UnpluggedDevices: unplugged while muted in a call, it is replaced by another one, which stays muted", async () => {
  const { devices, media, port, calls, end } = await muted();
  port.listed = without("headset");
  await end();
  expect(port.live.length).toBe(1);
  expect(devices.notice.value).toMatchObject({ type: "gone", kind: "microphone" });
  expect([media.mediaState.isMicrophoneEnabled.value, calls]).toEqual([false, []]);
  await media.toggleMicrophone();
  expect(port.requests.length).toBe(2);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
});

Deno.test("UnpluggedDevices: the only one unplugged while muted in a call is reported as lost", async () => {
  const { devices, media, port, end, plug } = await muted();
  port.listed = without("laptop", "headset");
  port.refusals.push("not-found", "not-found");
  await end();
  expect(port.live).toEqual([]);
  expect(devices.notice.value).toMatchObject({ type: "lost", kind: "microphone" });
  expect(media.mediaError.value).toBeNull();
  port.refusals.length = 0;
  await plug(all);
  await media.toggleMicrophone();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(devices.notice.value).toBeNull();
});

Deno.test("UnpluggedDevices: a permission revoked while muted in a call is reported, and nothing is opened", async () => {
  const { devices, media, port, end } = await muted();
  port.permission.microphone = "denied";
  await end();
  expect(port.requests.length).toBe(1);
  expect(devices.notice.value).toBeNull();
  expect(media.mediaError.value?.type).toBe("denied");
});

Deno.test("UnpluggedDevices: unplugged while muted in a call, there is no prompt if the browser forgot the grant", async () => {
  const { devices, media, port, end } = await muted();
  port.permission.microphone = "prompt";
  await end();
  expect(port.requests.length).toBe(1);
  expect(devices.notice.value).toMatchObject({ type: "lost", kind: "microphone" });
  expect(media.mediaError.value).toBeNull();
});

Deno.test("UnpluggedDevices: a device held by a meter alone is replaced as well", async () => {
  const { devices, port, createVolumeMeter, ports, media } = await setUp();
  const meter = createVolumeMeter();
  await meter.start("default");
  port.live[0].tracks[0].end();
  await turn();
  expect(port.live.length).toBe(1);
  expect(meter.isActive.value).toBe(true);
  expect(ports.audio.openProbes).toBe(1);
  expect(devices.notice.value).toMatchObject({ type: "gone", kind: "microphone" });
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);

  port.refusals.push("not-found", "not-found");
  port.live[0].tracks[0].end();
  await turn();
  expect(meter.isActive.value).toBe(false);
  expect(devices.error.microphone.value?.type).toBe("not-found");
  expect(devices.notice.value).toMatchObject({ type: "lost", kind: "microphone" });
});

Deno.test("UnpluggedDevices: the last speaker unplugged is reported as lost", async () => {
  const { call, devices, plug } = await setUp();
  await devices.selectOutput("headset");
  await call.connect({ participantName: "Kim" });
  await plug(all.filter(({ kind }) => kind !== "speaker"));
  expect(devices.notice.value).toMatchObject({ type: "lost", kind: "speaker" });
});

Deno.test("UnpluggedDevices: an unplugged speaker falls back to the default, is reported in a call, and offered again", async () => {
  const { call, devices, ports, plug } = await setUp();
  await devices.selectOutput("headset");
  await call.connect({ participantName: "Kim" });
  await plug(without("headset"));
  expect(ports.rooms.last.calls.at(-1)).toBe("speaker null");
  expect(devices.notice.value).toMatchObject({ type: "gone", kind: "speaker" });
  await plug(all);
  await devices.useOffered();
  expect(ports.rooms.last.calls.at(-1)).toBe("speaker headset");
});

Deno.test("UnpluggedDevices: devices without ids, after a lost permission, do not count as gone", async () => {
  const { devices, media, plug } = await setUp();
  await devices.selectInput("headset");
  await media.toggleMicrophone();
  await plug(all.map((device) => ({ ...device, deviceId: "", label: "" })));
  expect(devices.notice.value).toBeNull();
});

Deno.test("UnpluggedDevices: a chosen device that is away from the start is replaced, with a notice", async () => {
  const { devices, media, port, ports } = await setUp();
  await devices.selectInput("headset");
  port.listed = [];
  const later = new FakeMediaPorts(ports.storage);
  const models = createMediaModels(visitOf(), later);
  models.start();
  await turn();
  later.devices.refusals.push("overconstrained");
  later.devices.listed = without("headset");
  await models.media.toggleMicrophone();
  await turn();
  expect(models.media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(models.media.mediaError.value).toBeNull();
  expect(models.devices.notice.value).toEqual({ type: "gone", kind: "microphone", label: "" });
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
});
