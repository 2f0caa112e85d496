import { expect } from "expect";
import { HearYourself } from "../../../../lib/media/voice/hear_yourself.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { setUpVoice } from "../../../fakes/media/voice.ts";

function setUp() {
  const stage = setUpVoice();
  return { ...stage, test: new HearYourself(stage.voice) };
}

Deno.test("HearYourself records for five seconds, plays for five, and closes everything", async () => {
  const { test, audio, audioSettings, devices, page, port } = setUp();
  audioSettings.update({ outputVolume: 40 });
  await devices.selectOutput("headphones");
  await test.start();
  expect([test.state.value, test.secondsLeft.value]).toEqual(["recording", 5]);
  expect(audio.replays.map(({ options }) => options)).toEqual([
    { seconds: 5, speaker: "headphones", ratio: 0.4 },
  ]);
  page.advance(2000);
  expect(test.secondsLeft.value).toBe(3);
  page.advance(3000);
  expect([test.state.value, test.secondsLeft.value]).toEqual(["playing", 5]);
  page.advance(5000);
  expect([test.state.value, test.secondsLeft.value]).toEqual(["idle", 0]);
  expect(audio.replays[0].isOpen).toBe(false);
  expect([port.live, page.pendingMs]).toEqual([[], []]);
});

Deno.test("HearYourself stopped at any moment closes everything", async () => {
  for (let ticks = 0; ticks < 20; ticks++) {
    const { test, audio, page, port } = setUp();
    const starting = test.start();
    for (let tick = 0; tick < ticks; tick++) await null;
    test.stop();
    await starting;
    await turn();
    expect([ticks, test.state.value, port.live, page.pendingMs]).toEqual([ticks, "idle", [], []]);
    expect(audio.replays.filter(({ isOpen }) => isOpen)).toEqual([]);
  }
});

Deno.test("HearYourself uses the microphone that is open already", async () => {
  const { test, media, audio, page, port } = setUp();
  await media.toggleMicrophone();
  await test.start();
  expect(port.requests.length).toBe(1);
  expect(audio.replays[0].stream).toBe(port.live[0]);
  page.advance(10_000);
  expect(port.live.length).toBe(1);
});

Deno.test("HearYourself mutes the call meanwhile, and unmutes it afterwards", async () => {
  const { test, join, media, isHeard, page, remembered } = setUp();
  await join();
  await test.start();
  page.advance(10_000);
  await turn();
  expect(isHeard.value).toBe(false);
  await media.toggleMicrophone();
  await test.start();
  expect([test.state.value, isHeard.value]).toEqual(["recording", false]);
  expect(remembered()).toEqual({ microphone: true });
  page.advance(4000);
  test.stop();
  await turn();
  expect(isHeard.value).toBe(true);
});

Deno.test("HearYourself does not undo a decision made meanwhile", async () => {
  type Stage = ReturnType<typeof setUp>;
  const decisions: Record<string, (stage: Stage) => Promise<void>> = {
    // It is muted already, so the room reports nothing else.
    async "a moderator mutes"({ rooms }) {
      rooms.last.report({ type: "muted-by-moderator", source: "microphone" });
      await turn();
    },
    async "on, and a moderator mutes"({ media, rooms }) {
      await media.toggleMicrophone();
      rooms.last.report({ type: "source", source: "microphone", isEnabled: false });
    },
    async "on and off, by the switch"({ media }) {
      await media.toggleMicrophone();
      await media.toggleMicrophone();
    },
    "off, by the switch": ({ media }) => media.setMicrophoneEnabled(false),
  };
  for (const [name, decide] of Object.entries(decisions)) {
    for (const afterMs of [0, 3000, 8000]) {
      const stage = setUp();
      await stage.join();
      await stage.media.toggleMicrophone();
      await stage.test.start();
      stage.page.advance(afterMs);
      await decide(stage);
      stage.page.advance(10_000);
      await turn();
      expect([name, afterMs, stage.isHeard.value]).toEqual([name, afterMs, false]);
    }
  }
});

Deno.test("HearYourself does not undo a mute that comes while its own is pending", async () => {
  const { test, join, media, isHeard, page, rooms } = setUp();
  await join();
  await media.toggleMicrophone();
  const sending = Promise.withResolvers<void>();
  rooms.last.holdSending = sending.promise;
  const starting = test.start();
  await turn();
  rooms.last.report({ type: "muted-by-moderator", source: "microphone" });
  sending.resolve();
  await starting;
  page.advance(10_000);
  await turn();
  expect(isHeard.value).toBe(false);
});

Deno.test("HearYourself does not unmute a call that is over", async () => {
  const { test, join, call, media, page, port } = setUp();
  await join();
  await media.toggleMicrophone();
  await test.start();
  const leaving = call.leave();
  await turn();
  page.advance(1000);
  await leaving;
  test.stop();
  await turn();
  expect(port.live).toEqual([]);
});

Deno.test("HearYourself stops when the microphone changes", async () => {
  const { test, devices, media, audio, port } = setUp();
  await media.toggleMicrophone();
  await test.start();
  const heard: boolean[] = [];
  port.onGrant = () => heard.push(audio.replays[0].isOpen);
  await devices.selectInput("headset");
  await turn();
  expect(heard).toEqual([false]);
  expect(test.state.value).toBe("idle");
  expect(port.live.length).toBe(1);
});

Deno.test("HearYourself reports failures", async () => {
  const { test, audio, port } = setUp();
  port.refusals.push("denied");
  await test.start();
  expect(test.error.value).toMatchObject({ type: "denied", device: "microphone" });
  audio.isRunning = false;
  await test.start();
  expect([test.state.value, test.error.value?.type]).toEqual(["idle", "unexpected"]);
  expect(port.live).toEqual([]);
});
