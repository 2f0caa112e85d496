import { expect } from "expect";
import { cameraLayers } from "../../../../lib/media/livekit/camera_layers.ts";
import { bitsPerSecond } from "../../../../components/settings/data_cost.ts";
import { videoPresets } from "../../../../lib/media/devices/video_settings.ts";

Deno.test("cameraLayers() sends 720p as livekit-client does", () => {
  expect(cameraLayers(3, 1280, 720)).toEqual([
    { scaleResolutionDownBy: 4, maxBitrate: 160_000, maxFramerate: 20 },
    { scaleResolutionDownBy: 2, maxBitrate: 450_000, maxFramerate: 20 },
    { scaleResolutionDownBy: 1, maxBitrate: 1_700_000, maxFramerate: 30 },
  ]);
});

Deno.test("cameraLayers() is the same for a phone held upright", () => {
  expect(cameraLayers(3, 1080, 1920)).toEqual(cameraLayers(3, 1920, 1080));
});

Deno.test("cameraLayers() gives the whole picture what its size wants, in however many layers", () => {
  const whole = [1, 2, 3].map((count) => cameraLayers(count, 1920, 1080).at(-1));
  expect(whole.map((layer) => layer?.maxBitrate)).toEqual([3_000_000, 3_000_000, 3_000_000]);
  expect(cameraLayers(2, 640, 480).map(({ maxBitrate }) => maxBitrate)).toEqual([125_000, 500_000]);
});

Deno.test("cameraLayers() sends the middle picture with a large one that has two layers", () => {
  expect(cameraLayers(2, 1920, 1080)).toEqual([
    { scaleResolutionDownBy: 3, maxBitrate: 450_000, maxFramerate: 20 },
    { scaleResolutionDownBy: 1, maxBitrate: 3_000_000, maxFramerate: 30 },
  ]);
});

Deno.test("cameraLayers() has a small picture whole in the second of three, since no third is sent", () => {
  const layers = cameraLayers(3, 640, 480);
  expect(layers.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([
    480 / 180,
    1,
    1,
  ]);
  expect(layers.map(({ maxBitrate }) => maxBitrate)).toEqual([125_000, 500_000, 500_000]);
});

Deno.test("cameraLayers() makes no picture larger, and sends none for more than the whole", () => {
  for (const { scaleResolutionDownBy, maxBitrate } of cameraLayers(3, 320, 240)) {
    expect(scaleResolutionDownBy).toBeGreaterThanOrEqual(1);
    expect(maxBitrate).toBeLessThanOrEqual(140_000);
  }
});

Deno.test("the data cost that settings show is the most that all layers send", () => {
  for (const [preset, { width, height }] of Object.entries(videoPresets)) {
    // As many as are sent of it.
    const most = cameraLayers(width < 960 ? 2 : 3, width, height).reduce(
      (sum, layer) => sum + layer.maxBitrate,
      0,
    );
    expect([preset, bitsPerSecond[preset as keyof typeof bitsPerSecond]]).toEqual([preset, most]);
  }
});
