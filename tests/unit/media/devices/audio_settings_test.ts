import { expect } from "expect";
import { microphoneConstraints } from "../../../../lib/media/devices/audio_settings.ts";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";
import type { FakeMediaStreamTrack } from "../../../fakes/media/FakeMediaStream.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";

function setUp(storage = new FakeStoragePort()) {
  const ports = new FakeMediaPorts(storage);
  const models = createMediaModels(visitOf(), ports);
  models.start();
  return { ...models, settings: models.audioSettings, port: ports.devices, storage };
}

const defaults = {
  noiseSuppression: true,
  echoCancellation: true,
  autoGainControl: true,
  voiceIsolation: false,
};

Deno.test("AudioSettings has the spec's defaults", () => {
  const { settings } = setUp();
  expect(settings.audioCaptureOptions.value).toEqual(defaults);
  expect([settings.inputVolume.value, settings.outputVolume.value]).toEqual([100, 100]);
});

Deno.test("AudioSettings stores choices for the next visit and for other tabs", () => {
  const { settings, storage } = setUp();
  const otherTab = setUp(storage);
  settings.toggle("noiseSuppression");
  settings.update({ outputVolume: 30 });
  const later = setUp(storage);
  expect(later.settings.options.noiseSuppression.value).toBe(false);
  expect(later.settings.outputVolume.value).toBe(30);
  storage.writeElsewhere("madang.audio", storage.read("madang.audio"));
  expect(otherTab.settings.options.noiseSuppression.value).toBe(false);
});

Deno.test("AudioSettings ignores invalid stored values", () => {
  const broken = [null, 7, "loud", [], { version: 2, noiseSuppression: false }, {
    version: 1,
    noiseSuppression: "no",
    outputVolume: 900,
    inputVolume: Number.NaN,
  }];
  for (const value of broken) {
    const storage = new FakeStoragePort();
    storage.values.set("madang.audio", value);
    const { settings } = setUp(storage);
    expect(settings.audioCaptureOptions.value).toEqual(defaults);
    expect([settings.inputVolume.value, settings.outputVolume.value]).toEqual([100, 100]);
  }
});

Deno.test("AudioSettings.reset() restores the defaults", () => {
  const { settings } = setUp();
  settings.update({ voiceIsolation: true, echoCancellation: false, inputVolume: 1 });
  settings.reset();
  expect(settings.audioCaptureOptions.value).toEqual(defaults);
  expect(settings.inputVolume.value).toBe(100);
});

Deno.test("AudioSettings apply to a live microphone, and do not open one that is off", async () => {
  const { settings, media, port } = setUp();
  settings.toggle("echoCancellation");
  expect(port.requests).toEqual([]);
  await media.toggleMicrophone();
  settings.toggle("noiseSuppression");
  await media.restartMicrophoneWithOptions();
  expect(port.requests.at(-1)?.constraints).toMatchObject({
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: true,
  });
  expect(port.mostAtOnce).toBe(1);
  expect(port.live.length).toBe(1);
});

Deno.test("AudioSettings does not capture again for a volume", async () => {
  const { settings, media, port } = setUp();
  await media.toggleMicrophone();
  settings.update({ outputVolume: 20, noiseSuppression: true });
  expect(port.requests.length).toBe(1);
});

Deno.test("microphoneConstraints() asks for voice isolation as `ideal` only", () => {
  expect(microphoneConstraints({ ...defaults, voiceIsolation: true })).toEqual([{
    noiseSuppression: true,
    echoCancellation: true,
    autoGainControl: true,
    voiceIsolation: { ideal: true },
  }]);
});

Deno.test("microphoneConstraints() asks for the chosen device, then for any", () => {
  const ladder = microphoneConstraints({ ...defaults, deviceId: "headset" });
  expect(ladder.map((constraints) => constraints.deviceId)).toEqual([
    { exact: "headset" },
    undefined,
  ]);
  expect(ladder[1]).toMatchObject({ noiseSuppression: true });
});

/** A live microphone whose track reacts to `applyConstraints` as `browser` says. */
async function live(
  browser: (track: FakeMediaStreamTrack, constraints: MediaTrackConstraints) => void,
) {
  const stage = setUp();
  stage.port.onGrant = ([track]) => {
    browser(track, track.constraints);
    track.onApply = (constraints) => browser(track, constraints);
  };
  await stage.media.toggleMicrophone();
  return { ...stage, track: stage.port.live[0].tracks[0] };
}

Deno.test("AudioSettings change a live microphone in place if the browser can", async () => {
  const { settings, port, track } = await live((track, constraints) => {
    track.settings = { noiseSuppression: constraints.noiseSuppression === true };
  });
  expect(settings.effective.value).toEqual({ noiseSuppression: true });
  settings.toggle("noiseSuppression");
  await turn();
  expect(track.applied).toMatchObject([{ noiseSuppression: false, echoCancellation: true }]);
  expect([port.requests.length, track.readyState]).toEqual([1, "live"]);
  expect(settings.effective.value).toEqual({ noiseSuppression: false });
});

Deno.test("AudioSettings capture again if the browser refuses, or accepts and changes nothing", async () => {
  for (const refuses of [true, false]) {
    const { settings, port, track } = await live((track, constraints) => {
      if (track.applied.length > 0 && refuses) throw new Error("refused");
      if (track.applied.length > 0) return;
      track.settings = { echoCancellation: constraints.echoCancellation === true };
    });
    settings.toggle("echoCancellation");
    await turn();
    expect([port.requests.length, port.live.length, port.mostAtOnce]).toEqual([2, 1, 1]);
    expect(track.readyState).toBe("ended");
    expect(settings.effective.value).toEqual({ echoCancellation: false });
  }
});

Deno.test("AudioSettings.effective shows the options in effect, and `null` while the microphone is closed", async () => {
  const { settings, media } = await live((track) => {
    track.settings = { autoGainControl: false, echoCancellation: true };
  });
  expect(settings.effective.value).toEqual({ autoGainControl: false, echoCancellation: true });
  expect(settings.options.autoGainControl.value).toBe(true);
  await media.toggleMicrophone();
  expect(settings.effective.value).toBeNull();
});

Deno.test("AudioSettings changed in another tab apply to a live microphone here", async () => {
  const { settings, storage, track } = await live((track, constraints) => {
    track.settings = { noiseSuppression: constraints.noiseSuppression === true };
  });
  storage.writeElsewhere("madang.audio", { version: 1, noiseSuppression: false });
  await turn();
  expect(settings.audioCaptureOptions.value.noiseSuppression).toBe(false);
  expect(track.settings.noiseSuppression).toBe(false);
});

Deno.test("applyAudioOptions() asks for no device: a live track keeps its own", async () => {
  const { devices, settings, port } = await live(() => {});
  await devices.selectInput("headset");
  const track = port.live[0].tracks[0];
  settings.toggle("autoGainControl");
  await turn();
  expect(track.applied.length).toBe(1);
  expect(track.applied[0]).not.toHaveProperty("deviceId");
});
