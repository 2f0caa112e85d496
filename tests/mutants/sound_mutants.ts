/** The quiet background and captions, broken rule by rule. */
import type { Mutant } from "./apply.ts";

const byQuiet = {
  test: { file: "tests/unit/media/processing/quiet_background_test.ts", filter: "" },
} as const;
const byWorklet = {
  test: { file: "tests/unit/media/processing/quiet_worklet_test.ts", filter: "" },
} as const;
const byCaptions = {
  test: { file: "tests/unit/media/call/captions_test.ts", filter: "" },
} as const;

export const soundMutants: readonly Mutant[] = [
  {
    name: "dead-suppressor-stays-silent",
    defect: "a suppressor whose wasm does not run is heard by nobody, as silence",
    file: "lib/media/processing/quiet_worklet.js",
    search: "if (!this.#isReady || this.#isDead) passThrough(input, output);",
    replacement: "if (this.#isClosed) passThrough(input, output);",
    ...byWorklet,
  },
  {
    name: "death-is-noticed-late",
    defect: "a suppressor that dies in the call takes the voice for a second",
    file: "lib/media/processing/quiet_worklet.js",
    search: "const deadAfterSeconds = 0.25;",
    replacement: "const deadAfterSeconds = 1;",
    ...byWorklet,
  },
  {
    name: "silence-is-death",
    defect: "a muted microphone is taken for a suppressor that died",
    file: "lib/media/processing/quiet_worklet.js",
    search: "inputs[0].some((samples) => energyOf(samples) > soundFrom ** 2)",
    replacement: "inputs[0].length > 0",
    ...byWorklet,
  },
  {
    name: "suppressed-twice",
    defect: "the browser suppresses noise beside Strong",
    file: "lib/media/devices/audio_settings.ts",
    search: "if (choices.isStrong.peek()) choices.noiseSuppression.value = false;",
    replacement: "",
    ...byQuiet,
  },
  {
    name: "suspended-context-is-sent",
    defect: "while a phone call suspends the context, others hear silence",
    file: "lib/media/processing/quiet_background.ts",
    search: "if (!this.#current?.processor.isRunning()) return stream;",
    replacement: "if (!this.#current) return stream;",
    ...byQuiet,
  },
  {
    name: "stopped-before-it-is-replaced",
    defect: "the old suppressor is stopped while it is still sent: a gap",
    file: "lib/media/processing/quiet_background.ts",
    search: "if (this.#current) this.#retired.push(this.#current.processor);",
    replacement: "this.#current?.processor.stop();",
    ...byQuiet,
  },
  {
    name: "guest-speaks-for-another",
    defect: "any participant can put words into another's mouth",
    file: "lib/media/livekit/captions.ts",
    search: "if (remoteParticipants.get(sender)?.kind !== ParticipantKind.AGENT) return null;",
    replacement: "if (!remoteParticipants.has(sender)) return null;",
    ...byCaptions,
  },
];
