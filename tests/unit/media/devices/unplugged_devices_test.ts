import { expect } from "expect";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import { all, setUp, without } from "../../../fakes/media/device_stage.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";

/** Speaks into the headset, which is then pulled out. */
async function pullOutHeadset() {
  const all = await setUp();
  await all.devices.selectInput("headset");
  await all.media.toggleMicrophone();
  all.port.listed = without("headset");
  all.port.live[0].tracks[0].end();
  await turn();
  return all;
}

Deno.test("UnpluggedDevices: unplugged in use, another is taken, what is gone is not asked for, and it is said", async () => {
  const { devices, media, port } = await pullOutHeadset();
  expect(port.requests.length).toBe(2);
  expect(port.requests[1].constraints.deviceId).toBeUndefined();
  expect(port.live.length).toBe(1);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(media.mediaError.value).toBeNull();
  expect(devices.selectedInput.value).toBeNull();
  expect(devices.notice.value).toMatchObject({ type: "gone", kind: "microphone" });
});

Deno.test("UnpluggedDevices: back again it is offered, and taken only when asked for", async () => {
  const { devices, media, port, plug, ports } = await pullOutHeadset();
  await plug(all);
  expect(devices.notice.value).toEqual({
    type: "back",
    kind: "microphone",
    label: "The headset",
  });
  expect(port.requests.length).toBe(2);
  expect(devices.selectedInput.value).toBeNull();
  await devices.useAgain();
  expect(devices.notice.value).toBeNull();
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "headset" });
  expect(port.mostAtOnce).toBe(1);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
  expect(devices.selectedInput.value).toBe("headset");
  expect(ports.storage.read("madang.devices")).toMatchObject({ microphone: "headset" });
});

Deno.test("UnpluggedDevices: what was dismissed is not offered again by the next listing", async () => {
  const { devices, plug } = await pullOutHeadset();
  await plug(all);
  devices.dismissNotice();
  await plug(all.slice(0, -1));
  expect(devices.notice.value).toBeNull();
  await devices.useAgain();
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

Deno.test("UnpluggedDevices: with nothing switched on, it is as if it had never been away", async () => {
  const { devices, plug } = await setUp();
  await devices.selectInput("headset");
  await plug(without("headset"));
  expect([devices.selectedInput.value, devices.notice.value]).toEqual([null, null]);
  await plug(all);
  expect([devices.selectedInput.value, devices.notice.value]).toEqual(["headset", null]);
});

Deno.test("UnpluggedDevices: the only camera back again is offered, and switched on with it", async () => {
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
  await devices.useAgain();
  expect(media.mediaState.isCameraEnabled.value).toBe(true);
});

for (const state of ["denied", "prompt"] as const) {
  Deno.test(`UnpluggedDevices: a capture that ends while the permission is "${state}" is not tried again in code`, async () => {
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

/** Mutes in a call what is then pulled out, or taken by the person from the page. */
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

Deno.test("UnpluggedDevices: muted in a call, another is taken in its place, and stays muted", async () => {
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

Deno.test("UnpluggedDevices: muted in a call, the only one is gone, and no other is said to be used", async () => {
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

Deno.test("UnpluggedDevices: muted in a call, a permission that is taken back is said, and nothing is used", async () => {
  const { devices, media, port, end } = await muted();
  port.permission.microphone = "denied";
  await end();
  expect(port.requests.length).toBe(1);
  expect(devices.notice.value).toBeNull();
  expect(media.mediaError.value?.type).toBe("denied");
});

Deno.test("UnpluggedDevices: muted in a call, where the browser forgets permissions nothing is asked", async () => {
  const { devices, media, port, end } = await muted();
  port.permission.microphone = "prompt";
  await end();
  expect(port.requests.length).toBe(1);
  expect(devices.notice.value).toMatchObject({ type: "lost", kind: "microphone" });
  expect(media.mediaError.value).toBeNull();
});

Deno.test("UnpluggedDevices: what only a meter listens to is replaced as well", async () => {
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

Deno.test("UnpluggedDevices: the last speaker that is gone is replaced by none", async () => {
  const { call, devices, plug } = await setUp();
  await devices.selectOutput("headset");
  await call.connect({ participantName: "Kim" });
  await plug(all.filter(({ kind }) => kind !== "speaker"));
  expect(devices.notice.value).toMatchObject({ type: "lost", kind: "speaker" });
});

Deno.test("UnpluggedDevices: a speaker that is gone falls back, is said in a call, and offered again", async () => {
  const { call, devices, ports, plug } = await setUp();
  await devices.selectOutput("headset");
  await call.connect({ participantName: "Kim" });
  await plug(without("headset"));
  expect(ports.rooms.last.calls.at(-1)).toBe("speaker null");
  expect(devices.notice.value).toMatchObject({ type: "gone", kind: "speaker" });
  await plug(all);
  await devices.useAgain();
  expect(ports.rooms.last.calls.at(-1)).toBe("speaker headset");
});

Deno.test("UnpluggedDevices: devices that may not be named any more are not gone", async () => {
  const { devices, media, plug } = await setUp();
  await devices.selectInput("headset");
  await media.toggleMicrophone();
  await plug(all.map((device) => ({ ...device, deviceId: "", label: "" })));
  expect(devices.notice.value).toBeNull();
});

Deno.test("UnpluggedDevices: a chosen device that was away from the start is fallen back from, and said", async () => {
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
