import { expect } from "expect";
import { HearYourself } from "../../../../lib/media/voice/hear_yourself.ts";
import {
  SentenceDetector,
  TalkingWhileMuted,
} from "../../../../lib/media/voice/talking_while_muted.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { setUpVoice } from "../../../fakes/media/voice.ts";

const voice = () => 0.1;
const hum = () => 0.001;

/** In a call, with a microphone that is open and muted. */
async function setUp() {
  const stage = setUpVoice();
  await stage.join();
  await stage.media.toggleMicrophone();
  await stage.media.toggleMicrophone();
  const hint = new TalkingWhileMuted(stage.voice);
  const stop = hint.start();
  await turn();
  return { ...stage, hint, stop };
}

Deno.test("SentenceDetector detects a sentence with its pauses, and neither coughs nor keys", () => {
  const hears = (isVoice: (ms: number) => boolean) => {
    const ear = new SentenceDetector();
    for (let ms = 0; ms < 10_000; ms += 20) if (ear.update(isVoice(ms) ? 60 : 10, ms)) return ms;
    return null;
  };
  expect(hears((ms) => ms % 500 < 350)).toBeLessThan(3000);
  expect(hears((ms) => ms < 500)).toBeNull();
  expect(hears((ms) => ms % 300 < 60)).toBeNull();
});

Deno.test("SentenceDetector does not count the time in which the page was hidden", () => {
  const ear = new SentenceDetector();
  ear.update(60, 0);
  expect(ear.update(60, 60_000)).toBe(false);
});

Deno.test("TalkingWhileMuted notices, shows it for 8 s, and not again within a minute", async () => {
  const { hint, audio, page, isHeard, port } = await setUp();
  audio.sound = hum;
  audio.play(5000);
  expect(hint.isNoticed.value).toBe(false);
  audio.sound = voice;
  audio.play(1000);
  expect(hint.isNoticed.value).toBe(true);
  page.advance(8000);
  expect(hint.isNoticed.value).toBe(false);
  audio.play(50_000);
  expect(hint.isNoticed.value).toBe(false);
  audio.play(12_000);
  expect(hint.isNoticed.value).toBe(true);
  expect([isHeard.value, port.requests.length]).toEqual([false, 1]);
});

Deno.test("TalkingWhileMuted ends on unmuting, and does not listen while unmuted", async () => {
  const { hint, audio, media } = await setUp();
  audio.sound = voice;
  audio.play(1000);
  expect(hint.isNoticed.value).toBe(true);
  await media.toggleMicrophone();
  expect(hint.isNoticed.value).toBe(false);
  expect([audio.openProbes, audio.framesRunning]).toEqual([0, 0]);
});

Deno.test("TalkingWhileMuted opens no microphone, and closes everything", async () => {
  const stage = setUpVoice();
  await stage.join();
  const hint = new TalkingWhileMuted(stage.voice);
  const stop = hint.start();
  await turn();
  expect([stage.port.requests.length, stage.audio.openProbes]).toEqual([0, 0]);
  stop();
  const other = await setUp();
  expect(other.audio.openProbes).toBe(1);
  other.audio.sound = voice;
  other.audio.play(1000);
  other.stop();
  expect([other.audio.openProbes, other.page.pendingMs]).toEqual([0, []]);
  expect(other.hint.isNoticed.value).toBe(false);
});

Deno.test("TalkingWhileMuted does not listen before a call, or while switched off", async () => {
  const stage = setUpVoice();
  await stage.media.toggleMicrophone();
  new TalkingWhileMuted(stage.voice).start();
  await turn();
  expect(stage.audio.openProbes).toBe(0);
  const { hint, audio, storage } = await setUp();
  hint.setOn(false);
  expect(audio.openProbes).toBe(0);
  expect(storage.read("madang.talking-while-muted")).toEqual({ version: 1, isOn: false });
  storage.writeElsewhere("madang.talking-while-muted", { version: 1, isOn: true });
  await turn();
  expect([hint.isOn.value, audio.openProbes]).toEqual([true, 1]);
});

Deno.test("TalkingWhileMuted does not listen during Hear yourself", async () => {
  const { hint, audio, voice: parts } = await setUp();
  const test = new HearYourself(parts);
  await test.start();
  audio.sound = voice;
  audio.play(2000);
  expect(hint.isNoticed.value).toBe(false);
  test.stop();
  await turn();
  audio.play(2000);
  expect(hint.isNoticed.value).toBe(true);
});
