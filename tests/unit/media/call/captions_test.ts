import { signal } from "@preact/signals";
import { expect } from "expect";
import { ParticipantKind } from "livekit-client";
import { captionMaxCharacters } from "../../../../lib/contract/captions.ts";
import {
  Captions,
  maxCaptionLines,
  maxCaptionsPerSecond,
} from "../../../../lib/media/call/captions.ts";
import { readCaption } from "../../../../lib/media/livekit/captions.ts";
import type { Caption, TextReport } from "../../../../lib/media/ports/room_port.ts";
import { fakePerson } from "../../../fakes/components/people.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";

/** A room with Kim, Lee, and two agents, of which one says that it writes captions where `isTold`. */
function setUp({ isTold = false, storage = new FakeStoragePort() } = {}) {
  const agent = (name: string, isCaptioning: boolean) =>
    fakePerson(name, {
      kind: signal("agent" as const),
      participantId: signal(`agent-${name}`),
      isCaptioning: signal(isCaptioning),
    });
  const person = (name: string) => fakePerson(name, { participantId: signal(`seat-${name}`) });
  const people = signal([
    person("Kim"),
    person("Lee"),
    agent("Scribe", isTold),
    agent("DJ", false),
  ]);
  const listeners = new Set<(report: TextReport) => void>();
  let nowMs = 0;
  const captions = new Captions({ storage, people, listeners, now: () => nowMs });
  const stop = captions.start();
  const say = (patch: Partial<Caption>) => {
    const caption = {
      agent: "agent-Scribe",
      speaker: "seat-Kim",
      segmentId: "1",
      text: "Hello",
      isFinal: false,
      ...patch,
    };
    for (const listener of listeners) listener({ type: "caption", caption });
  };
  const texts = () => captions.lines.value.map(({ name, text }) => `${name}: ${text}`);
  return { captions, people, say, texts, storage, stop, wait: (ms: number) => void (nowMs += ms) };
}

Deno.test("Captions shows one line a segment, which changes until it has ended", () => {
  const { say, texts, captions } = setUp();
  say({ text: "Hel" });
  say({ text: "Hello the" });
  say({ segmentId: "2", speaker: "seat-Lee", text: "Hi" });
  say({ text: "Hello there.", isFinal: true });
  say({ text: "late" });
  expect(texts()).toEqual(["Kim: Hello there.", "Lee: Hi"]);
  expect(captions.lines.value.map(({ isFinal }) => isFinal)).toEqual([true, false]);
});

Deno.test("Captions tells all once an agent that writes them is inside, and until it has gone", () => {
  const told = setUp({ isTold: true });
  expect(told.captions.isOn.value).toBe(true);
  const { captions, say, people } = setUp();
  expect(captions.isOn.value).toBe(false);
  say({});
  expect(captions.isOn.value).toBe(true);
  people.value = people.value.filter(({ displayName }) => displayName.value !== "Scribe");
  expect(captions.isOn.value).toBe(false);
});

Deno.test("Captions keeps few lines, shows few changes a second, and each that ends a line [S323]", () => {
  const { say, captions, wait } = setUp();
  for (let i = 0; i < 1000; i++) say({ segmentId: `${i}`, text: "x" });
  expect(captions.lines.value.length).toBe(maxCaptionsPerSecond);
  say({ segmentId: "1", text: "whole", isFinal: true });
  expect(captions.lines.value[1]).toMatchObject({ text: "whole", isFinal: true });
  for (let second = 0; second < 5; second++) {
    wait(1000);
    for (let i = 0; i < 30; i++) say({ segmentId: `${second}.${i}`, text: "x" });
  }
  expect(captions.lines.value.length).toBe(maxCaptionLines);
});

Deno.test("Captions ignores words of a participant who is not inside", () => {
  const { say, texts } = setUp();
  say({ speaker: "seat-Nobody" });
  expect(texts()).toEqual([]);
});

Deno.test("Captions remembers whether, where and how large they are shown, and ignores what is broken", () => {
  const { captions, storage, stop } = setUp();
  expect(captions.choices.value).toEqual({ isShown: false, place: "under", size: "medium" });
  captions.choose({ isShown: true, size: "large", place: "beside" });
  stop();
  const later = setUp({ storage });
  expect(later.captions.choices.value).toEqual({ isShown: true, place: "beside", size: "large" });
  storage.write("madang.captions", { version: 1, isShown: "yes", place: "over", size: 7 });
  expect(setUp({ storage }).captions.choices.value)
    .toEqual({ isShown: false, place: "under", size: "medium" });
});

/** A room as the SDK has it: Kim publishes the track TR_1, and Scribe is an agent where `isAgent`. */
function roomOf({ isAgent }: { isAgent: boolean }) {
  const of = (identity: string, kind: ParticipantKind, ...sids: string[]) => ({
    identity,
    kind,
    trackPublications: new Map(sids.map((trackSid) => [trackSid, { trackSid }])),
  });
  const scribe = of("Scribe", isAgent ? ParticipantKind.AGENT : ParticipantKind.STANDARD, "TR_2");
  const kim = of("Kim", ParticipantKind.STANDARD, "TR_1");
  return {
    remoteParticipants: new Map([["Scribe", scribe], ["Kim", kim]]),
    localParticipant: of("Me", ParticipantKind.STANDARD, "TR_0"),
  } as unknown as Parameters<typeof readCaption>[0];
}

async function read(
  chunks: readonly string[],
  attributes: Record<string, string>,
  { isAgent = true, sender = "Scribe" } = {},
): Promise<Caption[]> {
  const reported: Caption[] = [];
  let unread = chunks.length;
  const reader = {
    info: { id: "stream-1", attributes },
    async *[Symbol.asyncIterator]() {
      for (const chunk of chunks) {
        unread--;
        yield chunk;
      }
    },
  } as unknown as Parameters<typeof readCaption>[1];
  await readCaption(roomOf({ isAgent }), reader, sender, (caption) => reported.push(caption));
  // What is not read, the SDK would store.
  expect(unread).toBe(0);
  return reported;
}

Deno.test("readCaption() gives an agent's words to the owner of the track, as they come", async () => {
  const attributes = {
    "lk.segment_id": "S1",
    "lk.transcribed_track_id": "TR_1",
    "lk.transcription_final": "true",
  };
  const caption = { agent: "Scribe", speaker: "Kim", segmentId: "S1" };
  expect(await read(["Good ", "morning"], attributes)).toEqual([
    { ...caption, text: "Good", isFinal: false },
    { ...caption, text: "Good morning", isFinal: false },
    { ...caption, text: "Good morning", isFinal: true },
  ]);
  const own = await read(["Hi"], {});
  expect(own).toEqual([
    { agent: "Scribe", speaker: "Scribe", segmentId: "stream-1", text: "Hi", isFinal: false },
  ]);
  expect((await read(["Hi"], { "lk.transcribed_track_id": "TR_0" }))[0]?.speaker).toBe("Me");
  expect(await read(["Hi"], { "lk.transcribed_track_id": "TR_unknown" })).toEqual([]);
});

Deno.test("readCaption() ignores everybody but agents, also for their own words", async () => {
  const attributes = { "lk.transcribed_track_id": "TR_1", "lk.transcription_final": "true" };
  expect(await read(["I resign"], attributes, { isAgent: false })).toEqual([]);
  expect(await read(["I resign"], {}, { isAgent: false })).toEqual([]);
  expect(await read(["I resign"], attributes, { sender: "Kim" })).toEqual([]);
  expect(await read(["I resign"], attributes, { sender: "" })).toEqual([]);
});

Deno.test("readCaption() cuts a long text, and leaves out an empty one", async () => {
  const chunks = Array<string>(100).fill("하".repeat(1000));
  const reported = await read(chunks, { "lk.transcription_final": "true" });
  expect(Math.max(...reported.map(({ text }) => [...text].length))).toBe(captionMaxCharacters);
  expect(reported.length).toBeLessThan(5);
  expect(await read([" ", "\n"], { "lk.transcription_final": "true" })).toEqual([]);
});
