/** Inputs of a page: storage, answers, presence events, and LiveKit's participants. */
import { signal } from "@preact/signals";
import { expect } from "expect";
import fc from "fast-check";
import { messageParts } from "../../components/chat/message_parts.ts";
import { visitedSpaces } from "../../components/home/visited_spaces.ts";
import { chatTopic } from "../../lib/contract/chat.ts";
import {
  messageMaxCharacters,
  messageProblem,
  normalizedMessage,
} from "../../lib/contract/message_text.ts";
import { arrivalTopic, evictionTopic, moderationTopic } from "../../lib/contract/space.ts";
import { isSlug } from "../../lib/contract/space_address.ts";
import { AudioSettings } from "../../lib/media/devices/audio_settings.ts";
import { FetchApiPort } from "../../lib/media/browser/FetchApiPort.ts";
import { followPresence } from "../../lib/media/browser/follow_presence.ts";
import { WebStoragePort } from "../../lib/media/browser/WebStoragePort.ts";
import { AppFailure } from "../../lib/api/app_failure.ts";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { DeviceSelection } from "../../lib/media/devices/device_selection.ts";
import { goodbyeTopic, reportOf } from "../../lib/media/livekit/data_messages.ts";
import { Participants } from "../../lib/media/call/participants.ts";
import { rememberSwitches } from "../../lib/media/devices/remembered_switches.ts";
import { SeatVolumes } from "../../lib/media/call/seat_volumes.ts";
import { frameRates, VideoSettings } from "../../lib/media/devices/video_settings.ts";
import { FakePagePort } from "../fakes/media/FakePagePort.ts";
import { FakeRoomPort, participantOf } from "../fakes/media/FakeRoomPort.ts";
import { tokenAnswer } from "../fakes/media/token_answer.ts";
import type { FuzzTarget } from "./fuzz_target.ts";
import { almost, oddJson, oddText } from "./odd_values.ts";

const stored = {
  version: 1,
  noiseSuppression: true,
  inputVolume: 50,
  outputVolume: 50,
  resolution: "720p",
  frameRate: 30,
  facingMode: "user",
  isMirrored: false,
  microphone: "m",
  camera: true,
};

const storedText = fc.oneof(
  oddText,
  fc.oneof(almost(stored), oddJson).map((value) => JSON.stringify(value)),
);

const storage: FuzzTarget = {
  name: "localStorage",
  share: 8,
  property: () =>
    fc.property(storedText, oddText, (text, key) => {
      using browser = new FakeLocalStorage(text);
      const parts = { storage: new WebStoragePort(), deviceId: signal(null), onOptions() {} };
      const more = {
        canIsolateVoice: true,
        effective: signal(null),
        quietState: signal(null),
        onInputVolume() {},
        onOutputVolume() {},
      };
      const audio = new AudioSettings({ ...parts, ...more });
      const video = new VideoSettings({
        ...parts,
        canChooseFacing: false,
        picture: () => null,
        onFacing() {},
      });
      const devices = new DeviceSelection(parts.storage);
      const stops = [audio.start(), video.start(), devices.start(() => {})];
      expect(audio.inputVolume.value).toBeGreaterThanOrEqual(0);
      expect(audio.inputVolume.value).toBeLessThanOrEqual(100);
      for (const option of Object.values(audio.options)) {
        expect(typeof option.value).toBe("boolean");
      }
      expect(frameRates).toContain(video.videoCaptureOptions.value.resolution.frameRate);
      for (const { value } of Object.values(devices.chosen)) {
        expect(value === null || typeof value === "string").toBe(true);
      }
      const volumes = new SeatVolumes(parts.storage, signal(100));
      expect(volumes.of(key).voice).toBeGreaterThanOrEqual(0);
      volumes.remember(key, { voice: 30, screen: 40 });
      expect(typeof rememberSwitches(parts.storage).read("camera")).toBe("boolean");
      for (const { slug } of visitedSpaces(browser)) {
        expect(isSlug(slug)).toBe(true);
      }
      stops.forEach((stop) => stop());
    }),
};

/** A browser's storage that holds one text under every key. */
class FakeLocalStorage implements Disposable {
  readonly #text: string;
  readonly #before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");

  constructor(text: string) {
    this.#text = text;
    Object.defineProperty(globalThis, "localStorage", { configurable: true, value: this });
  }
  getItem(): string {
    return this.#text;
  }
  setItem(): void {}
  [Symbol.dispose]() {
    if (this.#before) Object.defineProperty(globalThis, "localStorage", this.#before);
  }
}

const person = { seatId: "s", participantName: "Kim", kind: "guest", joinedAt: "2026-01-01" };
const presence = { roomName: "space-tea", count: 1, people: [person] };

const oddPresence = fc.oneof(
  almost(presence),
  almost(person).map((odd) => ({ ...presence, people: [odd] })),
);

const presenceEvents: FuzzTarget = {
  name: "presence events",
  share: 5,
  property: () =>
    fc.property(
      fc.oneof(oddText, fc.oneof(oddPresence, oddJson).map((json) => JSON.stringify(json))),
      (data) => {
        const before = Object.getOwnPropertyDescriptor(globalThis, "EventSource");
        let tell = (_event: { data: unknown }) => {};
        const source = {
          addEventListener(_name: string, listener: typeof tell) {
            tell = listener;
          },
          close() {},
        };
        Object.defineProperty(globalThis, "EventSource", {
          configurable: true,
          value: function () {
            return source;
          },
        });
        try {
          const stop = followPresence("/x", {
            onState() {},
            onPresence({ count, people }) {
              expect(typeof count).toBe("number");
              for (const { participantName } of people ?? []) {
                expect(typeof participantName).toBe("string");
              }
            },
          });
          tell({ data });
          stop();
        } finally {
          if (before) Object.defineProperty(globalThis, "EventSource", before);
        }
      },
    ),
};

const problem = { type: "x", title: "x", status: 403, code: "banned", requestId: "r" };

const answers: FuzzTarget = {
  name: "answers of the API, or of a proxy before it",
  share: 6,
  property: () =>
    fc.asyncProperty(
      fc.oneof(
        oddText,
        fc.oneof(almost(tokenAnswer), almost(problem), oddPresence, oddJson).map((json) =>
          JSON.stringify(json)
        ),
      ),
      fc.integer({ min: 200, max: 599 }).filter((status) => ![204, 205, 304].includes(status)),
      async (body, status) => {
        const api = new FetchApiPort(() => Promise.resolve(new Response(body, { status })));
        const entry = { roomName: "space-tea", participantName: "Kim" };
        const asked = await Promise.allSettled([
          api.openGuestSession(entry),
          api.requestToken(entry),
          api.askDeparture("t"),
          api.presence("tea"),
        ]);
        for (const outcome of asked) {
          if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(AppFailure);
        }
      },
    ),
};

const snapshot = fc.record({
  seat: fc.nat(3),
  generation: fc.nat(4),
  identity: fc.option(oddText, { nil: undefined }),
  name: oddText,
  sid: oddText,
  attributes: fc.dictionary(
    fc.oneof(fc.constantFrom("madang.seat", "madang.kind", "madang.role"), oddText),
    oddText,
  ),
  joinedAtMs: fc.oneof(fc.nat(), fc.constantFrom(NaN, -1, Infinity)),
  isGone: fc.boolean(),
});

const participants: FuzzTarget = {
  name: "participants, as LiveKit tells of them",
  share: 5,
  property: () =>
    fc.property(fc.array(snapshot, { maxLength: 12 }), (told) => {
      using _browser = new FakeLocalStorage("{}");
      const list = signal<readonly ParticipantTracks[]>([]);
      const volumes = new SeatVolumes(new WebStoragePort(), signal(100));
      const model = new Participants(new FakePagePort(), volumes, list);
      model.attachRoom(new FakeRoomPort());
      model.markConnected();
      for (const { seat, generation, isGone, identity, ...odd } of told) {
        const usual = participantOf(seat, generation);
        const shown = { ...usual, ...odd, identity: identity ?? usual.identity };
        if (isGone) model.leave(shown.identity);
        else model.show(shown);
      }
      const seats = list.value.map(({ seatId }) => seatId);
      expect(new Set(seats).size).toBe(seats.length);
    }),
};

const dataMessages: FuzzTarget = {
  name: "data messages",
  share: 4,
  property: () =>
    fc.property(
      fc.oneof(oddText, oddJson.map((json) => JSON.stringify(json))),
      fc.oneof(
        oddText,
        fc.constantFrom(moderationTopic, evictionTopic, arrivalTopic, chatTopic, goodbyeTopic),
      ),
      fc.option(oddText, { nil: undefined }),
      (text, topic, sender) => {
        const report = reportOf({ data: new TextEncoder().encode(text), topic, sender });
        // No participant inside is a moderator, and none says goodbye for another.
        if (sender !== undefined && report !== null) {
          expect(report).toEqual({ type: "goodbye", identity: sender });
        }
      },
    ),
};

const messages: FuzzTarget = {
  name: "chat messages, and the links in them",
  share: 4,
  property: () =>
    fc.property(fc.oneof(oddText, fc.webUrl(), fc.string({ unit: "grapheme" })), (text) => {
      const parts = messageParts(text);
      expect(parts.map((part) => typeof part === "string" ? part : part.text).join("")).toBe(text);
      for (const part of parts) {
        if (typeof part !== "string") expect(part.href).toMatch(/^(https?:\/\/|mailto:)/);
      }
      if (messageProblem(text) !== null) return;
      const message = normalizedMessage(text);
      expect(message).not.toBe("");
      expect([normalizedMessage(message), messageProblem(message)]).toEqual([message, null]);
      expect([...message].length).toBeLessThanOrEqual(messageMaxCharacters);
      // deno-lint-ignore no-control-regex -- none may come through
      expect(message).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    }),
};

export const pageTargets: FuzzTarget[] = [
  messages,
  dataMessages,
  storage,
  presenceEvents,
  answers,
  participants,
];
