import { expect } from "expect";
import { chatTopic } from "../../../../lib/contract/chat.ts";
import { arrivalTopic, evictionTopic, moderationTopic } from "../../../../lib/contract/space.ts";
import { goodbyeTopic, reportOf } from "../../../../lib/media/livekit/data_messages.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("reportOf() takes a goodbye of the identity that LiveKit stamps on it", () => {
  const data = bytes("");
  expect(reportOf({ data, topic: goodbyeTopic, sender: "kim" }))
    .toEqual({ type: "goodbye", identity: "kim" });
  expect(reportOf({ data, topic: goodbyeTopic })).toBeNull();
});

Deno.test("reportOf() takes a moderator's action from the server only", () => {
  const topic = moderationTopic;
  const mute = bytes('{"action":"mute"}');
  expect(reportOf({ data: mute, topic })).toEqual({
    type: "muted-by-moderator",
    source: "microphone",
  });
  expect(reportOf({ data: bytes('{"action":"stop-screen-share"}'), topic }))
    .toEqual({ type: "muted-by-moderator", source: "screen" });
  expect(reportOf({ data: mute, topic, sender: "kim" })).toBeNull();
  expect(reportOf({ data: mute, topic: "another" })).toBeNull();
  for (const text of ["", "{", "null", '{"action":"dance"}']) {
    expect(reportOf({ data: bytes(text), topic })).toBeNull();
  }
});

Deno.test("reportOf() takes an eviction from the server only", () => {
  const data = bytes('{"identity":"lee"}');
  expect(reportOf({ data, topic: evictionTopic })).toEqual({ type: "evicted", identity: "lee" });
  expect(reportOf({ data, topic: evictionTopic, sender: "kim" })).toBeNull();
  expect(reportOf({ data, topic: moderationTopic })).toBeNull();
  for (const text of ["", "{", '{"identity":1}']) {
    expect(reportOf({ data: bytes(text), topic: evictionTopic })).toBeNull();
  }
});

Deno.test("reportOf() takes an arrival from the server only", () => {
  const attributes = { "madang.kind": "user" };
  const arrival = { identity: "lee", sid: "PA_1", name: "Lee", attributes, joinedAtMs: 5000 };
  const data = bytes(JSON.stringify(arrival));
  const participant = {
    ...arrival,
    isLocal: false,
    isSpeaking: false,
    isMicrophoneMuted: true,
    quality: "unknown",
    camera: null,
    screen: null,
  };
  expect(reportOf({ data, topic: arrivalTopic }))
    .toEqual({ type: "arrived", participants: [participant] });
  const both = bytes(JSON.stringify([arrival, { ...arrival, identity: "kim" }]));
  expect(reportOf({ data: both, topic: arrivalTopic }))
    .toEqual({ type: "arrived", participants: [participant, { ...participant, identity: "kim" }] });
  expect(reportOf({ data, topic: arrivalTopic, sender: "kim" })).toBeNull();
  for (const text of ["", "{", '{"identity":"lee"}']) {
    expect(reportOf({ data: bytes(text), topic: arrivalTopic })).toBeNull();
  }
});

Deno.test("reportOf() takes chat from the server only [S145]", () => {
  const notice = { type: "long", chatId: "0123456789abcdef", seq: 3 };
  const data = bytes(JSON.stringify(notice));
  expect(reportOf({ data, topic: chatTopic })).toEqual({ type: "chat", notice });
  expect(reportOf({ data, topic: chatTopic, sender: "kim" })).toBeNull();
  for (const text of ["", "{", '{"type":"entry","chatId":"x","entry":{}}', '{"type":"dance"}']) {
    expect(reportOf({ data: bytes(text), topic: chatTopic })).toBeNull();
  }
});

Deno.test("reportOf() reads a reaction in its sender's name: one of six words, and nothing else [S192]", () => {
  const of = (text: string, sender?: string) =>
    reportOf({ data: new TextEncoder().encode(text), topic: "madang.reaction", sender });
  expect(of("heart", "seat.1")).toEqual({
    type: "reaction",
    identity: "seat.1",
    reaction: "heart",
  });
  for (const text of ["", "Heart", "heart ", "__proto__", "<b>", "{}", "x".repeat(100_000)]) {
    expect([text.slice(0, 9), of(text, "seat.1")]).toEqual([text.slice(0, 9), null]);
  }
  expect(reportOf({ data: new Uint8Array([0xff, 0xfe]), topic: "madang.reaction", sender: "a" }))
    .toBeNull();
  expect(of("heart")).toBeNull();
});
