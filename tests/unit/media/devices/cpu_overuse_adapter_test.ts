import { expect } from "expect";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import "../../../../lib/media/devices/device_lifecycle.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";

/** In a call, with the camera on at 1080p, on a machine that cannot encode it. */
async function setUp() {
  const ports = new FakeMediaPorts();
  const { call, media, videoSettings, start } = createMediaModels(visitOf(), ports);
  const stop = start();
  videoSettings.setResolution("1080p");
  await call.connect({ participantName: "Kim" });
  await media.toggleCamera();
  await turn();
  const { devices, page, rooms } = ports;
  rooms.last.isCpuOverused = true;
  const asked = () => {
    const { height, frameRate } = devices.live[0].tracks[0].constraints;
    return [idealOf(height), idealOf(frameRate)];
  };
  /** LiveKit reports an overload once, and it still lasts 5 s later. */
  const overload = async () => {
    rooms.last.report({ type: "overloaded" });
    page.advance(5000);
    await turn();
  };
  return { media, videoSettings, devices, page, rooms, asked, overload, stop };
}

function idealOf(constraint: ConstrainULong | ConstrainDouble | undefined): number | undefined {
  return typeof constraint === "object" ? constraint.ideal : constraint;
}

Deno.test("CpuOveruseAdapter goes down a preset at a time, then to fewer frames, without a new capture", async () => {
  const { media, devices, rooms, videoSettings, asked, overload } = await setUp();
  const seen = [asked()];
  for (let times = 0; times < 5; times++) {
    await overload();
    seen.push(asked());
    expect(media.isPictureLighter.value).toBe(true);
  }
  // Each smaller picture is sent again, so that its bit rate follows.
  expect(rooms.last.calls.filter((made) => made === "publish camera").length).toBe(4);
  expect(seen).toEqual([[1080, 30], [720, 30], [480, 30], [480, 15], [480, 15], [480, 15]]);
  expect(devices.requests.length).toBe(1);
  expect(videoSettings.resolution.value).toBe("1080p");
});

Deno.test("CpuOveruseAdapter shows the lowered picture in the effective settings, and the restored one", async () => {
  const { media, devices, videoSettings, overload } = await setUp();
  const [track] = devices.live[0].tracks;
  track.onApply = ({ height }) => void (track.settings = { height: idealOf(height) });
  track.settings = { height: 1080 };
  await overload();
  expect(videoSettings.effective.value).toEqual({ height: 720 });
  await media.restorePicture();
  expect(videoSettings.effective.value).toEqual({ height: 1080 });
});

Deno.test("CpuOveruseAdapter ignores a short overload", async () => {
  const { media, rooms, asked, page, overload } = await setUp();
  rooms.last.report({ type: "overloaded" });
  page.advance(4999);
  await turn();
  expect(asked()).toEqual([1080, 30]);
  rooms.last.isCpuOverused = false;
  await overload();
  expect(asked()).toEqual([1080, 30]);
  expect(media.isPictureLighter.value).toBe(false);
});

Deno.test("CpuOveruseAdapter.restore() sends the chosen picture, and lowers it no more", async () => {
  const { media, asked, overload } = await setUp();
  await overload();
  await media.restorePicture();
  expect(asked()).toEqual([1080, 30]);
  expect(media.isPictureLighter.value).toBe(false);
  await overload();
  expect(asked()).toEqual([1080, 30]);
});

Deno.test("CpuOveruseAdapter keeps its steps when the camera is opened again", async () => {
  const { media, asked, overload } = await setUp();
  await overload();
  await media.toggleCamera();
  await media.toggleCamera();
  expect(asked()).toEqual([720, 30]);
});

Deno.test("CpuOveruseAdapter starts without steps after another choice", async () => {
  const { media, videoSettings, asked, overload } = await setUp();
  await overload();
  await overload();
  videoSettings.setResolution("720p");
  await turn();
  expect(asked()).toEqual([720, 30]);
  expect(media.isPictureLighter.value).toBe(false);
});

Deno.test("CpuOveruseAdapter leaves no timer behind", async () => {
  const { rooms, page, stop } = await setUp();
  rooms.last.report({ type: "overloaded" });
  stop();
  expect(page.pendingMs.filter((ms) => ms === 5000)).toEqual([]);
});
