import { expect } from "expect";
import { RemoteTrackVolume } from "../../../../lib/media/livekit/RemoteTrackVolume.ts";
import { FakeAudioContextPort } from "../../../fakes/media/FakeAudioContextPort.ts";
import { FakeMediaStream, FakeMediaStreamTrack } from "../../../fakes/media/FakeMediaStream.ts";

/** An element as on iOS: its volume stays 1. */
class LoudElement {
  muted = false;
  get volume(): number {
    return 1;
  }
  set volume(_: number) {}
}

function setUp(element: { volume: number; muted: boolean }) {
  const audio = new FakeAudioContextPort();
  const stream = new FakeMediaStream(new FakeMediaStreamTrack("audio"));
  const amplified = new Set<MediaStreamTrack>();
  const sound = new RemoteTrackVolume({
    element,
    stream,
    loadAudio: () => Promise.resolve(audio),
    playAmplified(track) {
      amplified.add(track);
      return () => amplified.delete(track);
    },
  });
  return { audio, element, sound, amplified };
}

Deno.test("RemoteTrackVolume needs nothing but the element where that has a volume", async () => {
  const { audio, element, sound } = setUp({ volume: 1, muted: false });
  await sound.setRatio(0.4);
  expect(element).toEqual({ volume: 0.4, muted: false });
  await sound.setRatio(0);
  expect(element.muted).toBe(true);
  await sound.setRatio(1);
  expect(element).toEqual({ volume: 1, muted: false });
  expect(audio.played).toEqual([]);
});

Deno.test("RemoteTrackVolume goes through a gain where the element ignores its volume", async () => {
  const { audio, element, sound } = setUp(new LoudElement());
  await sound.setRatio(1);
  expect(audio.played).toEqual([]);
  await sound.setRatio(0.4);
  expect(audio.played[0].ratio).toBe(0.4);
  expect(element.muted).toBe(true);
  await sound.setRatio(1);
  expect(audio.played[0].ratio).toBe(1);
  // The SDK unmutes every element when the sound starts.
  element.muted = false;
  await sound.setRatio(1);
  expect(element.muted).toBe(true);
  expect(audio.played.length).toBe(1);
  sound.close();
  expect(audio.played[0].isOpen).toBe(false);
});

Deno.test("RemoteTrackVolume is loud rather than silent while the browser suspends its gain, and uses it when it runs", async () => {
  const { audio, element, sound } = setUp(new LoudElement());
  audio.isRunning = false;
  await sound.setRatio(0.4);
  expect(element.muted).toBe(false);
  audio.wake();
  expect(audio.played.map(({ ratio }) => ratio)).toEqual([0.4]);
  expect(element.muted).toBe(true);
});

Deno.test("RemoteTrackVolume tries again where its code could not be loaded", async () => {
  const audio = new FakeAudioContextPort();
  const element = new LoudElement();
  let isThere = false;
  const sound = new RemoteTrackVolume({
    element,
    stream: new FakeMediaStream(new FakeMediaStreamTrack("audio")),
    loadAudio: () => isThere ? Promise.resolve(audio) : Promise.reject(new TypeError("offline")),
    playAmplified: () => () => {},
  });
  await sound.setRatio(0.4);
  expect(element.muted).toBe(false);
  isThere = true;
  await sound.setRatio(0.5);
  expect(element.muted).toBe(true);
});

Deno.test("RemoteTrackVolume leaves no gain behind when it is closed while one opens", async () => {
  const { audio, sound } = setUp(new LoudElement());
  const changed = sound.setRatio(0.4);
  sound.close();
  await changed;
  expect(audio.played.map(({ isOpen }) => isOpen)).toEqual([false]);
});

Deno.test("RemoteTrackVolume opens one gain for many changes", async () => {
  const { audio, sound } = setUp(new LoudElement());
  await Promise.all([0.2, 0.3, 0.7].map((ratio) => sound.setRatio(ratio)));
  expect(audio.played.map(({ ratio }) => ratio)).toEqual([0.7]);
});

Deno.test("RemoteTrackVolume is louder than its element can be by a gain with an element of its own", async () => {
  const { audio, element, sound, amplified } = setUp({ volume: 1, muted: false });
  await sound.setRatio(1.8);
  expect(element).toEqual({ volume: 1, muted: true });
  expect(audio.amplified.map(({ ratio }) => ratio)).toEqual([1.8]);
  expect(amplified.size).toBe(1);
  // Back to normal: the same gain, so that nothing crackles.
  await sound.setRatio(0.5);
  expect(audio.amplified.map(({ ratio }) => ratio)).toEqual([0.5]);
  await sound.setRatio(2);
  expect(audio.amplified.length).toBe(1);
  sound.close();
  expect(amplified.size).toBe(0);
  expect(audio.played).toEqual([]);
});

Deno.test("RemoteTrackVolume is as loud as its element while the browser refuses a gain, and tries again", async () => {
  const { audio, element, sound, amplified } = setUp({ volume: 1, muted: false });
  audio.isRunning = false;
  await sound.setRatio(1.5);
  expect(element).toEqual({ volume: 1, muted: false });
  expect(amplified.size).toBe(0);
  audio.isRunning = true;
  await sound.setRatio(1.6);
  expect(element.muted).toBe(true);
  expect(amplified.size).toBe(1);
});
