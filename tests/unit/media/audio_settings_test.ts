import { expect } from "expect";
import { microphoneConstraints } from "../../../lib/media/audio_settings.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import { FakeStoragePort } from "../../fakes/media/FakeStoragePort.ts";

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

Deno.test("AudioSettings keeps what was chosen for the next visit, and for other tabs", () => {
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

Deno.test("AudioSettings takes nothing from storage that is not of its kind", () => {
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

Deno.test("AudioSettings.reset() is as at the first visit", () => {
  const { settings } = setUp();
  settings.update({ voiceIsolation: true, echoCancellation: false, inputVolume: 1 });
  settings.reset();
  expect(settings.audioCaptureOptions.value).toEqual(defaults);
  expect(settings.inputVolume.value).toBe(100);
});

Deno.test("AudioSettings reach a live microphone, and open none that is off", async () => {
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

Deno.test("AudioSettings does not disturb a live microphone for a volume", async () => {
  const { settings, media, port } = setUp();
  await media.toggleMicrophone();
  settings.update({ outputVolume: 20, noiseSuppression: true });
  expect(port.requests.length).toBe(1);
});

Deno.test("microphoneConstraints() wishes for voice isolation and never insists", () => {
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
