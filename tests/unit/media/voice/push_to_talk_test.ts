import { expect } from "expect";
import { PushToTalk } from "../../../../lib/media/voice/push_to_talk.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { setUpVoice } from "../../../fakes/media/voice.ts";

/** In a call, with a microphone that is open and muted. */
async function setUp() {
  const stage = setUpVoice();
  await stage.join();
  await stage.media.toggleMicrophone();
  await stage.media.toggleMicrophone();
  const key = new PushToTalk(stage.voice);
  const stop = key.start();
  return { ...stage, key, stop };
}

Deno.test("PushToTalk is on while the key is held, and off after", async () => {
  const { key, isHeard, port } = await setUp();
  key.press();
  await turn();
  expect([key.isHeld.value, isHeard.value]).toEqual([true, true]);
  key.release();
  await turn();
  expect([key.isHeld.value, isHeard.value]).toEqual([false, false]);
  expect(port.requests.length).toBe(1);
});

Deno.test("PushToTalk is off after a tap that was shorter than unmuting takes", async () => {
  const { key, isHeard, rooms } = await setUp();
  const sending = Promise.withResolvers<void>();
  rooms.last.holdSending = sending.promise;
  key.press();
  await turn();
  key.release();
  sending.resolve();
  await turn();
  expect(isHeard.value).toBe(false);
  expect(rooms.last.calls.at(-1)).toBe("mute microphone");
});

Deno.test("PushToTalk is on when the key is pressed again while muting is pending", async () => {
  const { key, isHeard, rooms } = await setUp();
  key.press();
  await turn();
  const sending = Promise.withResolvers<void>();
  rooms.last.holdSending = sending.promise;
  key.release();
  await turn();
  expect(isHeard.value).toBe(true);
  key.press();
  sending.resolve();
  await turn();
  expect(isHeard.value).toBe(true);
  key.release();
  await turn();
  expect(isHeard.value).toBe(false);
});

Deno.test("PushToTalk and the switch do not wait for a prompt about another device", async () => {
  const { key, isHeard, media, port } = await setUp();
  port.isHeld = true;
  media.toggleCamera();
  await turn();
  key.press();
  await turn();
  expect(isHeard.value).toBe(true);
  key.release();
  await turn();
  expect(isHeard.value).toBe(false);
  await media.toggleMicrophone();
  expect(isHeard.value).toBe(true);
  expect(port.requests.map(({ kind }) => kind)).toEqual(["microphone", "camera"]);
});

Deno.test("PushToTalk does not change a microphone that is on by choice", async () => {
  const { key, isHeard, media } = await setUp();
  await media.toggleMicrophone();
  key.press();
  key.release();
  await turn();
  expect(isHeard.value).toBe(true);
});

Deno.test("PushToTalk releases when the page is hidden, and when its component unmounts", async () => {
  const { key, isHeard, page, stop } = await setUp();
  key.press();
  await turn();
  page.happen("hidden");
  await turn();
  expect([key.isHeld.value, isHeard.value]).toEqual([false, false]);
  key.press();
  await turn();
  stop();
  await turn();
  expect([key.isHeld.value, isHeard.value]).toEqual([false, false]);
});

Deno.test("PushToTalk stores nothing for the next visit", async () => {
  const { key, remembered } = await setUp();
  expect(remembered()).toEqual({ microphone: false });
  key.press();
  await turn();
  expect(remembered()).toEqual({ microphone: false });
});

Deno.test("PushToTalk does not prompt: a key opens only a granted microphone", async () => {
  const stage = setUpVoice();
  await stage.join();
  const key = new PushToTalk(stage.voice);
  key.press();
  await turn();
  expect([key.isHeld.value, stage.port.requests.length]).toEqual([false, 0]);
  stage.port.permission.microphone = "granted";
  await stage.devices.requestPermission("microphone");
  const asked = stage.port.requests.length;
  key.press();
  await turn();
  expect([stage.isHeard.value, stage.port.requests.length]).toEqual([true, asked + 1]);
});

Deno.test("PushToTalk does nothing after joining to listen only, even if a meter has opened the microphone", async () => {
  const stage = setUpVoice();
  stage.port.permission.microphone = "granted";
  await stage.devices.requestPermission("microphone");
  await stage.call.connect({ participantName: "Kim", isListenOnly: true });
  const meter = stage.createVolumeMeter();
  await meter.start("");
  const key = new PushToTalk(stage.voice);
  key.press();
  await turn();
  expect([key.isHeld.value, stage.isHeard.value]).toEqual([false, false]);
  stage.call.speakToo();
  key.press();
  await turn();
  expect([key.isHeld.value, stage.isHeard.value]).toEqual([true, true]);
});

Deno.test("PushToTalk stores choices, and follows other tabs", async () => {
  const { key, isHeard, storage, voice } = await setUp();
  const later = new PushToTalk(voice);
  expect([later.isOn.value, later.key.value]).toEqual([true, "Space"]);
  key.update({ key: "KeyT" });
  later.start();
  expect(later.key.value).toBe("KeyT");
  key.press();
  await turn();
  storage.writeElsewhere("madang.push-to-talk", { version: 1, isOn: false, key: "KeyT" });
  await turn();
  expect([key.isOn.value, key.isHeld.value, isHeard.value]).toEqual([false, false, false]);
  key.press();
  expect(key.isHeld.value).toBe(false);
  storage.writeElsewhere("madang.push-to-talk", { version: 1, isOn: "yes", key: "Escape" });
  storage.writeElsewhere("madang.push-to-talk", { version: 2, isOn: true });
  expect([key.isOn.value, key.key.value]).toEqual([false, "KeyT"]);
});
