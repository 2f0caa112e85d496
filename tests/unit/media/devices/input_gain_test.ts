import { expect } from "expect";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import "../../../../lib/media/call/connection.ts";
import "../../../../lib/media/devices/device_lifecycle.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";

async function joinWithMicrophone() {
  const ports = new FakeMediaPorts();
  const models = createMediaModels(visitOf(), ports);
  models.start();
  await models.media.toggleMicrophone();
  await models.call.connect({ participantName: "Kim" });
  await turn();
  const sent = () => ports.rooms.last.published.get("microphone");
  return { ...models, ports, devices: ports.devices, audio: ports.audio, sent };
}

Deno.test("InputGain sends the captured track at full volume", async () => {
  const { audio, devices, sent } = await joinWithMicrophone();
  expect(sent()).toBe(devices.streams[0].tracks[0]);
  expect(audio.amplified).toEqual([]);
});

Deno.test("InputGain applies a volume in the call, without a second capture", async () => {
  const { audio, audioSettings, devices, media, sent } = await joinWithMicrophone();
  audioSettings.update({ inputVolume: 40 });
  await turn();
  expect(audio.amplified.length).toBe(1);
  expect(sent()).toBe(audio.amplified[0].track);
  audioSettings.update({ inputVolume: 70 });
  await turn();
  expect(audio.amplified.map(({ ratio }) => ratio)).toEqual([0.7]);
  expect(devices.requests.length).toBe(1);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
});

Deno.test("InputGain does not unmute when the volume changes", async () => {
  const { audioSettings, media } = await joinWithMicrophone();
  await media.toggleMicrophone();
  audioSettings.update({ inputVolume: 40 });
  await turn();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
});

Deno.test("InputGain sends the captured track if the amplified one would be silent", async () => {
  const { audio, audioSettings, devices, sent } = await joinWithMicrophone();
  audio.isRunning = false;
  audioSettings.update({ inputVolume: 40 });
  await turn();
  expect(sent()).toBe(devices.streams[0].tracks[0]);
});

Deno.test("InputGain sends the captured track while the `AudioContext` is suspended, and the amplified one again after that", async () => {
  const { audio, audioSettings, devices, media, sent } = await joinWithMicrophone();
  const [captured] = devices.streams[0].tracks;
  audioSettings.update({ inputVolume: 40 });
  await turn();
  // A phone call suspends the `AudioContext`, whose track is then silent.
  audio.suspend();
  await turn();
  expect(sent()).toBe(captured);
  // As LiveKit mutes what it sends.
  await media.toggleMicrophone();
  captured.enabled = false;
  audio.wake();
  await turn();
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
  await media.toggleMicrophone();
  expect(sent()).toBe(audio.amplified[0].track);
  expect([captured.enabled, audio.amplified.length]).toEqual([true, 1]);
});

Deno.test("InputGain closes the amplifier when the call ends", async () => {
  const { audio, audioSettings, call } = await joinWithMicrophone();
  audioSettings.update({ inputVolume: 40 });
  await turn();
  call.leave();
  expect(audio.amplified.map(({ isOpen }) => isOpen)).toEqual([false]);
});

Deno.test("InputGain follows the microphone to another device", async () => {
  const { audio, audioSettings, devices: port, sent } = await joinWithMicrophone();
  audioSettings.update({ inputVolume: 40 });
  await turn();
  port.streams[0].tracks[0].end();
  await turn();
  expect(port.live.length).toBe(1);
  expect(audio.amplified.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  expect(sent()).toBe(audio.amplified[1].track);
  expect(audio.amplified[1].ratio).toBe(0.4);
});

Deno.test("VolumeMeter shows the level that is sent", async () => {
  const { audio, audioSettings, createVolumeMeter } = await joinWithMicrophone();
  const meter = createVolumeMeter();
  await meter.start("");
  audio.sound = () => 0.1;
  audio.frame();
  const full = meter.volume.value;
  audioSettings.update({ inputVolume: 10 });
  audio.frame();
  // A tenth is 20 dB less: a third of a scale of 60 dB.
  expect(full - meter.volume.value).toBeCloseTo(100 / 3, 1);
});

Deno.test("InputGain is heard after unmuting, also when the volume changed while muted", async () => {
  const { audioSettings, devices, media, audio, sent } = await joinWithMicrophone();
  const [captured] = devices.streams[0].tracks;
  await media.toggleMicrophone();
  // As LiveKit mutes what it sends.
  captured.enabled = false;
  audioSettings.update({ inputVolume: 40 });
  await media.toggleMicrophone();
  expect(sent()).toBe(audio.amplified[0].track);
  expect(captured.enabled).toBe(true);
});
