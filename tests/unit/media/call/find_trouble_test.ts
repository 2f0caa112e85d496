import { expect } from "expect";
import {
  findTrouble,
  type TroubleFacts,
  type TroubleQuestion,
} from "../../../../lib/media/call/find_trouble.ts";

type Patch = { readonly [Part in keyof TroubleFacts]?: Partial<TroubleFacts[Part]> };

/** A call in which nothing is wrong, but for `patch`. */
function facts(patch: Patch = {}): TroubleFacts {
  const fine: TroubleFacts = {
    isConnected: true,
    others: 2,
    isListenOnly: false,
    microphone: {
      isAllowed: true,
      permission: "granted",
      isOn: true,
      level: "fine",
      inputVolume: 100,
      isPublished: true,
      kilobitsPerSecond: 30,
    },
    isCameraOn: true,
    lossOut: 0,
    lossIn: 0,
    worstLossIn: 0,
    roundTripMs: 40,
    jitterMs: 5,
    sound: {
      isBlocked: false,
      outputVolume: 100,
      unmuted: 1,
      turnedDown: 0,
      kilobitsPerSecond: 30,
      hasSound: true,
    },
    pictures: { isCpuLimited: false, droppedRatio: 0, receiving: "everything" },
  };
  const { microphone, sound, pictures, ...others } = patch;
  return {
    ...fine,
    ...others,
    microphone: { ...fine.microphone, ...microphone },
    sound: { ...fine.sound, ...sound },
    pictures: { ...fine.pictures, ...pictures },
  };
}

const cases: Readonly<
  Record<TroubleQuestion, readonly (readonly [Patch, string, string | null])[]>
> = {
  "not-heard": [
    [{}, "heard", null],
    [{ isConnected: false }, "reconnecting", null],
    [{ others: 0 }, "alone", null],
    [{ isListenOnly: true, microphone: { isOn: false } }, "listening-only", "speak-too"],
    [{ microphone: { isAllowed: false } }, "not-allowed", null],
    [{ microphone: { permission: "denied", isOn: false } }, "microphone-blocked", "open-settings"],
    [{ microphone: { isOn: false } }, "microphone-off", "unmute"],
    [{ microphone: { inputVolume: 5, level: "silent" } }, "input-volume-low", "raise-input"],
    [{ microphone: { level: "silent" } }, "microphone-silent", "open-settings"],
    [{ microphone: { level: "held-by-other-app" } }, "microphone-silent", "open-settings"],
    [{ microphone: { level: "too-quiet" } }, "microphone-quiet", "open-settings"],
    [{ microphone: { isPublished: false } }, "not-sent", "send-again"],
    [{ microphone: { kilobitsPerSecond: 0 } }, "not-sent", "send-again"],
    [{ lossOut: 0.2 }, "lost-on-the-way-out", "camera-off"],
    [{ lossOut: 0.2, isCameraOn: false }, "lost-on-the-way-out", null],
  ],
  "not-hearing": [
    [{}, "hearing", "test-sound"],
    [{ sound: { isBlocked: true } }, "sound-blocked", "start-audio"],
    [{ others: 0 }, "alone", null],
    [{ sound: { outputVolume: 0 } }, "output-volume-low", "raise-output"],
    [{ sound: { unmuted: 0 } }, "all-muted", null],
    [{ sound: { turnedDown: 1 } }, "person-volume-low", "raise-person"],
    [{ sound: { kilobitsPerSecond: 0 } }, "nothing-arrives", "reload"],
    [{ lossIn: 0.3 }, "lost-on-the-way-in", "receive-less"],
    [{ sound: { hasSound: false } }, "they-are-silent", null],
    [{ sound: { hasSound: null } }, "hearing", "test-sound"],
  ],
  "stutter": [
    [{}, "nothing-found", null],
    [{ pictures: { isCpuLimited: true } }, "machine-busy", "receive-less"],
    [{ pictures: { droppedRatio: 0.5 } }, "machine-busy", "receive-less"],
    [{ lossIn: 0.1 }, "lost-on-the-way-in", "receive-less"],
    [{ lossIn: 0.1, pictures: { receiving: "sound" } }, "lost-on-the-way-in", null],
    [{ lossOut: 0.1 }, "lost-on-the-way-out", "camera-off"],
    [{ roundTripMs: 900 }, "far-away", null],
    [{ worstLossIn: 0.1 }, "theirs", null],
    [{ lossIn: null, lossOut: null, worstLossIn: null, roundTripMs: null }, "nothing-found", null],
  ],
};

for (const [question, rows] of Object.entries(cases)) {
  Deno.test(`findTrouble() of "${question}" finds the first link of the chain that is broken`, () => {
    for (const [patch, finding, remedy] of rows) {
      const isQuestion = (one: string): one is TroubleQuestion => one in cases;
      if (!isQuestion(question)) throw new TypeError(question);
      expect([patch, findTrouble(question, facts(patch))]).toEqual([patch, { finding, remedy }]);
    }
  });
}
