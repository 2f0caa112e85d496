import { expect } from "expect";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import { isLessVideo } from "../../../../lib/media/devices/is_less_video.ts";
import { cameraConstraints } from "../../../../lib/media/devices/video_settings.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";

function setUp(storage = new FakeStoragePort()) {
  const ports = new FakeMediaPorts(storage);
  const models = createMediaModels(visitOf(), ports);
  models.start();
  return { ...models, settings: models.videoSettings, port: ports.devices, storage };
}

Deno.test("VideoSettings has the spec's presets, 720p by default", () => {
  const { settings } = setUp();
  const sizes = { "480p": [640, 480], "720p": [1280, 720], "1080p": [1920, 1080] } as const;
  expect(settings.resolution.value).toBe("720p");
  expect(settings.frameRate.value).toBe(30);
  for (const preset of ["480p", "720p", "1080p"] as const) {
    settings.setResolution(preset);
    const { width, height } = settings.videoCaptureOptions.value.resolution;
    expect([width, height]).toEqual(sizes[preset]);
  }
});

Deno.test("VideoSettings stores choices, and ignores invalid stored values", () => {
  const { settings, storage } = setUp();
  settings.setResolution("480p");
  settings.setFrameRate(15);
  settings.setFacingMode("environment");
  settings.setMirrored(false);
  const later = setUp(storage).settings;
  expect([later.resolution.value, later.frameRate.value, later.facingMode.value]).toEqual([
    "480p",
    15,
    "environment",
  ]);
  expect(later.isMirrored.value).toBe(false);
  storage.values.set("madang.video", { version: 1, resolution: "8k", frameRate: 240 });
  const broken = setUp(storage).settings;
  expect([broken.resolution.value, broken.frameRate.value]).toEqual(["720p", 30]);
});

Deno.test("VideoSettings capture again with a live camera, but not for mirroring", async () => {
  const { settings, media, port } = setUp();
  settings.setResolution("480p");
  expect(port.requests).toEqual([]);
  await media.toggleCamera();
  settings.setMirrored(false);
  await turn();
  expect(port.requests.length).toBe(1);
  settings.setResolution("1080p");
  await turn();
  expect(port.requests.at(-1)?.constraints).toMatchObject({ height: { ideal: 1080 } });
  expect(port.mostAtOnce).toBe(1);
  expect(media.mediaState.isCameraEnabled.value).toBe(true);
});

Deno.test("cameraConstraints() orders: the chosen camera, any camera, smaller sizes, anything", () => {
  const ladder = cameraConstraints({
    deviceId: "webcam",
    facingMode: "user",
    resolution: { width: 1280, height: 720, frameRate: 24 },
  });
  expect(ladder.map(({ height, deviceId, facingMode }) => ({ height, deviceId, facingMode })))
    .toEqual([
      { height: { ideal: 720 }, deviceId: { exact: "webcam" }, facingMode: undefined },
      { height: { ideal: 720 }, deviceId: undefined, facingMode: { ideal: "user" } },
      { height: { ideal: 480 }, deviceId: undefined, facingMode: { ideal: "user" } },
      { height: undefined, deviceId: undefined, facingMode: undefined },
    ]);
});

Deno.test("VideoSettings.effective shows the track's settings", async () => {
  const { settings, media, port } = setUp();
  expect(settings.effective.value).toBeNull();
  port.settings = { width: 640, height: 480, frameRate: 30, deviceId: "webcam" };
  await media.toggleCamera();
  expect(settings.effective.value).toEqual(port.settings);
  port.settings = { ...port.settings, frameRate: 15 };
  settings.setFrameRate(15);
  await turn();
  expect(settings.effective.value?.frameRate).toBe(15);
  await media.toggleCamera();
  expect(settings.effective.value).toBeNull();
});

Deno.test("VideoSettings.effective changes when a phone is turned, with the same track", async () => {
  const { settings, media, port } = setUp();
  port.settings = { width: 1280, height: 720 };
  await media.toggleCamera();
  const element = Object.assign(new EventTarget(), { play: () => Promise.resolve() });
  const detach = media.localVideoTrack.value?.attach(element as HTMLVideoElement);
  expect(settings.effective.value).toEqual({ width: 1280, height: 720 });
  const [track] = port.live[0].tracks;
  track.settings = { width: 720, height: 1280 };
  element.dispatchEvent(new Event("resize"));
  expect(settings.effective.value).toEqual({ width: 720, height: 1280 });
  detach?.();
  track.settings = { width: 1280, height: 720 };
  element.dispatchEvent(new Event("resize"));
  expect(settings.effective.value).toEqual({ width: 720, height: 1280 });
});

Deno.test("isLessVideo() accepts a phone held upright, 29.97 frames a second and missing settings", () => {
  const asked = { width: 1280, height: 720, frameRate: 30 };
  expect(isLessVideo({ width: 720, height: 1280, frameRate: 29.97 }, asked)).toBe(false);
  expect(isLessVideo({ width: 1920, height: 1080, frameRate: 60 }, asked)).toBe(false);
  expect(isLessVideo({}, asked)).toBe(false);
  expect(isLessVideo({ width: 1280, height: 720, frameRate: 15 }, asked)).toBe(true);
  expect(isLessVideo({ width: 360, height: 640, frameRate: 30 }, asked)).toBe(true);
});

Deno.test("VideoSettings.setFacingMode() forgets a chosen camera", async () => {
  const { settings, devices, media, port } = setUp();
  await devices.selectCamera("webcam");
  await media.toggleCamera();
  expect(port.requests.at(-1)?.constraints.deviceId).toEqual({ exact: "webcam" });
  for (const mode of ["user", "environment"] as const) {
    settings.setFacingMode(mode);
    await turn();
    expect(port.requests.at(-1)?.constraints).toMatchObject({ facingMode: { ideal: mode } });
  }
  expect(port.requests.length).toBe(3);
  expect(port.mostAtOnce).toBe(1);
});
