import { expect } from "expect";
import {
  listeningMs,
  SilentMicrophone,
  silentMs,
} from "../../../../lib/media/voice/silent_microphone.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { setUpVoice } from "../../../fakes/media/voice.ts";

const microphone = (deviceId: string, label: string) =>
  ({ kind: "microphone", deviceId, groupId: deviceId, label }) as const;

/** In a call with the laptop's microphone on; `levels` are those of each device. */
async function setUp(levels: Record<string, number>) {
  const stage = setUpVoice();
  const { port, audio, devices, page } = stage;
  port.permission.microphone = "granted";
  port.listed = [
    microphone("laptop", "Laptop"),
    microphone("desk", "Desk microphone"),
    microphone("buds", "AirPods"),
  ];
  audio.soundOf = (stream) => {
    const { deviceId } = stream.getTracks()[0].getConstraints();
    const exact = typeof deviceId === "object" && "exact" in deviceId ? deviceId.exact : undefined;
    return levels[String(exact ?? "laptop")] ?? 0;
  };
  await devices.selectInput("laptop");
  await devices.refresh();
  port.onGrant = ([track]) => {
    const { deviceId } = track.constraints;
    if (typeof deviceId === "object" && "exact" in deviceId) {
      track.settings = { deviceId: String(deviceId.exact) };
    }
  };
  await stage.join();
  await stage.media.toggleMicrophone();
  const model = new SilentMicrophone(stage.voice);
  const stop = model.start();
  await turn();
  const opened = () => port.requests.map(({ constraints }) => constraints.deviceId);
  const play = async (ms: number) => {
    audio.play(ms);
    await turn();
  };
  return { ...stage, stop, opened, play, page };
}

Deno.test("SilentMicrophone offers another microphone that hears a voice, and closes what it opened", async () => {
  const { devices, port, play, audio, opened } = await setUp({ desk: 0.1 });
  await play(silentMs + 100);
  expect(opened()).toEqual([{ exact: "laptop" }, { exact: "desk" }]);
  await play(1500);
  expect(devices.notice.value)
    .toEqual({ type: "heard", kind: "microphone", label: "Desk microphone" });
  expect([port.live.length, audio.openProbes]).toEqual([1, 0]);
  await devices.useOffered();
  expect(devices.selectedInput.value).toBe("desk");
});

Deno.test("SilentMicrophone opens nothing once the chosen microphone has been heard", async () => {
  const { play, audio, media, opened } = await setUp({ laptop: 0.1, desk: 0.1 });
  await play(500);
  audio.soundOf = () => 0;
  await play(3 * silentMs);
  await media.toggleMicrophone();
  await media.toggleMicrophone();
  await play(3 * silentMs);
  expect(opened().length).toBe(1);
  expect([audio.openProbes, audio.framesRunning]).toEqual([0, 0]);
});

Deno.test("SilentMicrophone tries three times in a quiet room, and then leaves it", async () => {
  const { play, page, port, audio, opened, devices } = await setUp({});
  for (let i = 0; i < 5; i++) {
    await play(silentMs + 100);
    page.advance(listeningMs);
    await turn();
    expect(port.live.length).toBe(1);
    page.advance(30_000);
    await turn();
  }
  expect(opened().length).toBe(1 + 3);
  expect([audio.openProbes, devices.notice.value]).toEqual([0, null]);
});

Deno.test("SilentMicrophone opens no second microphone on a hand-held device, nor where that might prompt", async () => {
  for (const isHeld of [true, false]) {
    const { play, port, opened } = await setUp({ desk: 0.1 });
    if (isHeld) port.canChooseFacing = true;
    else port.permission.microphone = "prompt";
    await play(2 * silentMs);
    expect(opened().length).toBe(1);
  }
});

Deno.test("SilentMicrophone listens to nothing while muted, and closes all at the end", async () => {
  const { play, media, stop, port, audio, opened } = await setUp({ desk: 0.1 });
  await media.toggleMicrophone();
  await play(2 * silentMs);
  expect(opened().length).toBe(1);
  await media.toggleMicrophone();
  await play(silentMs + 100);
  expect(opened().length).toBe(2);
  stop();
  await turn();
  expect([port.live.length, audio.openProbes]).toEqual([1, 0]);
});
