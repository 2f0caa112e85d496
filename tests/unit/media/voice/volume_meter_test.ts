import { effect, untracked } from "@preact/signals";
import { expect } from "expect";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import { volumeOf } from "../../../../lib/media/voice/volume_meter.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";
import { FakeMediaStream, FakeMediaStreamTrack } from "../../../fakes/media/FakeMediaStream.ts";

function setUp() {
  const ports = new FakeMediaPorts();
  const models = createMediaModels(visitOf(), ports);
  models.start();
  const stream = new FakeMediaStream(new FakeMediaStreamTrack("audio"));
  return {
    ...models,
    audio: ports.audio,
    port: ports.devices,
    meter: models.createVolumeMeter(),
    stream,
  };
}

/** 2048 samples of a 440 Hz tone. */
function tone(amplitude: number): Float32Array {
  return Float32Array.from(
    { length: 2048 },
    (_, i) => amplitude * Math.sin(2 * Math.PI * 440 * i / 48_000),
  );
}

Deno.test("volumeOf() reads a tone's level within 1 dB", () => {
  for (const amplitudeDbfs of [-40, -20, -6]) {
    const level = volumeOf(tone(10 ** (amplitudeDbfs / 20))) / 100 * 60 - 60;
    // The RMS of a sine is 3 dB below its peak.
    expect(Math.abs(level - (amplitudeDbfs - 3.01))).toBeLessThan(1);
  }
});

Deno.test("volumeOf() stays within 0 and 100", () => {
  expect(volumeOf(new Float32Array(2048))).toBe(0);
  expect(volumeOf(tone(0.0001))).toBe(0);
  expect(volumeOf(new Float32Array(2048).fill(1))).toBe(100);
  expect(volumeOf(new Float32Array(2048).fill(8))).toBe(100);
});

Deno.test("VolumeMeter measures a stream each frame, and closes everything on stop", async () => {
  const { audio, meter, stream } = setUp();
  await meter.start(stream);
  expect(meter.isActive.value).toBe(true);
  audio.sound = () => 0.1;
  audio.frame();
  expect(meter.volume.value).toBeCloseTo(66.7, 1);
  meter.stop();
  expect(meter.isActive.value).toBe(false);
  expect(meter.volume.value).toBe(0);
  expect([audio.openProbes, audio.framesRunning]).toEqual([0, 0]);
  expect(stream.active).toBe(true);
});

Deno.test("VolumeMeter closes everything when it is stopped while it starts", async () => {
  const { audio, meter, stream } = setUp();
  const opening = Promise.withResolvers<void>();
  audio.hold = opening.promise;
  const starting = meter.start(stream);
  meter.stop();
  opening.resolve();
  await starting;
  expect([audio.openProbes, audio.framesRunning]).toEqual([0, 0]);
  expect(meter.isActive.value).toBe(false);
});

Deno.test("VolumeMeter started two hundred times runs once", async () => {
  const { audio, meter, stream } = setUp();
  for (let i = 0; i < 200; i++) meter.start(stream);
  await turn();
  expect([audio.openProbes, audio.framesRunning]).toEqual([1, 1]);
  meter.stop();
  expect([audio.openProbes, audio.framesRunning]).toEqual([0, 0]);
});

Deno.test("VolumeMeter measures the microphone that is open already, without a second capture", async () => {
  const { media, meter, port } = setUp();
  await media.toggleMicrophone();
  await meter.start("headset");
  expect(port.requests.length).toBe(1);
  meter.stop();
  expect(port.live.length).toBe(1);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(true);
});

Deno.test("VolumeMeter acquires the microphone at once, so that another holder may release it meanwhile", async () => {
  const { meter, media, port } = setUp();
  await media.toggleMicrophone();
  const starting = meter.start("");
  await media.toggleMicrophone();
  await starting;
  expect(meter.isActive.value).toBe(true);
  expect(port.requests.length).toBe(1);
  // It releases at once, even before its code is loaded.
  const again = meter.start("");
  meter.stop();
  expect(port.live).toEqual([]);
  await again;
  expect(port.live).toEqual([]);
});

Deno.test("VolumeMeter opens the microphone, and closes it again", async () => {
  const { meter, media, audio, port } = setUp();
  await meter.start("headset");
  expect(port.live.length).toBe(1);
  expect(media.mediaState.isMicrophoneEnabled.value).toBe(false);
  meter.stop();
  expect(port.live).toEqual([]);
  expect([audio.openProbes, audio.framesRunning]).toEqual([0, 0]);
});

Deno.test("VolumeMeter follows the microphone to another device", async () => {
  const { meter, devices, audio, port } = setUp();
  await meter.start("");
  await devices.selectInput("headset");
  await turn();
  expect(port.mostAtOnce).toBe(1);
  expect(audio.probed).toEqual([port.streams[0], port.streams[1]]);
  expect([audio.openProbes, audio.framesRunning]).toEqual([1, 1]);
});

Deno.test("VolumeMeter reports why it cannot measure", async () => {
  const { meter, port } = setUp();
  port.refusals.push("denied");
  await meter.start("");
  expect(meter.error.value).toMatchObject({ type: "denied", device: "microphone" });
  expect(meter.isActive.value).toBe(false);
  await meter.start("");
  expect(meter.error.value).toBeNull();
});

Deno.test("VolumeMeter says `held-by-other-app` while the microphone is in use", async () => {
  const ports = new FakeMediaPorts();
  const models = createMediaModels(visitOf(), ports);
  models.start();
  const meter = models.createVolumeMeter();
  ports.devices.refusals.push("in-use", "in-use");
  const starting = meter.start("");
  await turn();
  ports.page.advance(500);
  await starting;
  expect(meter.error.value?.type).toBe("in-use");
  expect(meter.verdict.value).toBe("held-by-other-app");
  expect(meter.isActive.value).toBe(false);
  await meter.start("");
  expect([meter.error.value, meter.verdict.value]).toEqual([null, null]);
});

Deno.test("VolumeMeter is inactive while the microphone that it follows is closed", async () => {
  const { audio, meter, media } = setUp();
  await media.toggleMicrophone();
  await meter.start("");
  audio.sound = () => 0.1;
  audio.play(100);
  expect(meter.verdict.value).toBe("fine");
  const track = media.localAudioTrack.value?.getTracks()[0];
  if (!(track instanceof FakeMediaStreamTrack)) throw new TypeError("nothing is open");
  track.end();
  expect([meter.volume.value, meter.peak.value, meter.verdict.value, meter.isActive.value])
    .toEqual([0, 0, null, false]);
});

Deno.test("VolumeMeter says `paused`, and not `silent`, while the `AudioContext` is suspended", async () => {
  const { audio, meter, stream } = setUp();
  audio.isRunning = false;
  await meter.start(stream);
  expect(meter.isActive.value).toBe(false);
  audio.play(900);
  expect(meter.verdict.value).toBeNull();
  audio.play(200);
  expect(meter.verdict.value).toBe("paused");
  audio.isRunning = true;
  audio.sound = () => 0.1;
  audio.frame();
  expect(meter.isActive.value).toBe(true);
  expect(meter.volume.value).toBeGreaterThan(0);
  expect(meter.verdict.value).toBe("fine");
  audio.isRunning = false;
  audio.play(900);
  expect(meter.verdict.value).toBe("fine");
  audio.play(200);
  expect(meter.verdict.value).toBe("paused");
});

Deno.test("VolumeMeter started within an effect does not run that effect again", async () => {
  const { media, meter, audio } = setUp();
  let runs = 0;
  const dispose = effect(() => {
    runs++;
    const stream = media.localAudioTrack.value;
    if (stream) meter.start(stream);
    else meter.stop();
  });
  await media.toggleMicrophone();
  await turn();
  audio.sound = () => 0.5;
  audio.frame();
  dispose();
  expect(runs).toBe(2);
});

Deno.test("VolumeMeter of a settings page does not react to the stream that it opened itself", async () => {
  const { media, meter, port } = setUp();
  const dispose = effect(() => {
    const source = media.localAudioTrack.value ?? "default";
    untracked(() => void meter.start(source));
    return () => meter.stop();
  });
  await turn();
  expect(port.requests.length).toBe(1);
  expect(meter.isActive.value).toBe(true);
  expect(media.localAudioTrack.value).toBeNull();
  await media.toggleMicrophone();
  await turn();
  expect(media.localAudioTrack.value).toBe(port.live[0]);
  expect(meter.isActive.value).toBe(true);
  dispose();
  expect(port.live.length).toBe(1);
  await media.toggleMicrophone();
  expect(port.live).toEqual([]);
});

Deno.test("VolumeMeter holds its peak and has a verdict, until it stops", async () => {
  const { audio, meter, stream } = setUp();
  await meter.start(stream);
  audio.sound = () => 0.1;
  audio.play(100);
  expect(meter.verdict.value).toBe("fine");
  audio.sound = () => 0.001;
  audio.play(1000);
  expect(meter.peak.value).toBeCloseTo(66.7, 1);
  expect(meter.volume.value).toBeCloseTo(0);
  audio.play(3000);
  expect(meter.peak.value).toBeCloseTo(0);
  audio.isWithheld = true;
  audio.play(1100);
  expect(meter.verdict.value).toBe("held-by-other-app");
  meter.stop();
  expect([meter.peak.value, meter.verdict.value]).toEqual([0, null]);
});

Deno.test("VolumeMeter judges the level that is sent, but clipping as captured", async () => {
  const { audio, audioSettings, meter } = setUp();
  audioSettings.update({ inputVolume: 5 });
  await meter.start("");
  audio.sound = () => 0.1;
  audio.play(3500);
  expect(meter.verdict.value).toBe("too-quiet");
  audio.sound = () => 1;
  audio.play(200);
  expect(meter.verdict.value).toBe("clipping");
});

Deno.test("VolumeMeter stops reading the old stream before the new capture opens", async () => {
  const { audio, media, meter, port } = setUp();
  await media.toggleMicrophone();
  const stream = media.localAudioTrack.value;
  if (!stream) throw new TypeError("nothing is open");
  await meter.start(stream);
  const heard: number[] = [];
  port.onGrant = () => heard.push(audio.openProbes);
  await media.restartMicrophoneWithOptions();
  expect(heard).toEqual([0]);
  expect(audio.openProbes).toBe(0);
});
