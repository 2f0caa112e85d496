/** Finds what is wrong from facts: rules in the order in which a person would look. */
import type { Permission, ReceiveMode, VolumeVerdict } from "../ports/call_types.ts";

/** What a person says is wrong. */
export const troubleQuestions = ["not-heard", "not-hearing", "stutter"] as const;

export type TroubleQuestion = typeof troubleQuestions[number];

/** The trouble that was found, and the remedy that is offered. */
export type TroubleFinding =
  | "reconnecting"
  | "alone"
  | "listening-only"
  | "not-allowed"
  | "microphone-blocked"
  | "microphone-off"
  | "input-volume-low"
  | "microphone-silent"
  | "microphone-quiet"
  | "not-sent"
  | "lost-on-the-way-out"
  | "heard"
  | "sound-blocked"
  | "all-muted"
  | "output-volume-low"
  | "person-volume-low"
  | "nothing-arrives"
  | "lost-on-the-way-in"
  | "they-are-silent"
  | "hearing"
  | "machine-busy"
  | "far-away"
  | "theirs"
  | "nothing-found";

export type TroubleRemedy =
  | "speak-too"
  | "open-settings"
  | "unmute"
  | "raise-input"
  | "send-again"
  | "camera-off"
  | "start-audio"
  | "raise-output"
  | "raise-person"
  | "receive-less"
  | "test-sound"
  | "reload";

/** The whole chain, from the microphone to the others and back. No name, address, label or token is in it. */
export interface TroubleFacts {
  readonly isConnected: boolean;
  /** People beside us. */
  readonly others: number;
  readonly isListenOnly: boolean;
  readonly microphone: {
    readonly isAllowed: boolean;
    readonly permission: Permission;
    readonly isOn: boolean;
    /** What the level says; `null`: it could not be measured. */
    readonly level: VolumeVerdict | null;
    /** 0–100 */
    readonly inputVolume: number;
    readonly isPublished: boolean;
    readonly kilobitsPerSecond: number;
  };
  readonly isCameraOn: boolean;
  /** Packets that were lost, 0–1; `null`: none flowed. */
  readonly lossOut: number | null;
  readonly lossIn: number | null;
  /** The largest of the loss of any one person's tracks. */
  readonly worstLossIn: number | null;
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  readonly sound: {
    /** The browser or the platform holds the sound back. */
    readonly isBlocked: boolean;
    /** 0–100 */
    readonly outputVolume: number;
    /** Of the others, those whose microphone is on. */
    readonly unmuted: number;
    /** Of those, people who are turned down here. */
    readonly turnedDown: number;
    readonly kilobitsPerSecond: number;
    /** Whether any of it was louder than nothing; `null`: unknown. */
    readonly hasSound: boolean | null;
  };
  readonly pictures: {
    readonly isCpuLimited: boolean;
    /** Frames that came too late to be shown, 0–1; `null`: there were none. */
    readonly droppedRatio: number | null;
    readonly receiving: ReceiveMode;
  };
}

export interface Trouble {
  readonly finding: TroubleFinding;
  readonly remedy: TroubleRemedy | null;
}

/** From here a lost part is heard. Voices are sent twice (RED), so that little loss is not. */
const muchLoss = 0.08;
/** From here pictures stutter. */
const pictureLoss = 0.03;
/** From here people talk over each other. */
const longRoundTripMs = 400;
const manyDropped = 0.1;
const lowVolume = 10;

/** What is wrong, by the first rule that holds. */
export function findTrouble(question: TroubleQuestion, facts: TroubleFacts): Trouble {
  if (!facts.isConnected) return found("reconnecting");
  switch (question) {
    case "not-heard":
      return notHeard(facts);
    case "not-hearing":
      return notHearing(facts);
    case "stutter":
      return stutter(facts);
  }
}

function found(finding: TroubleFinding, remedy: TroubleRemedy | null = null): Trouble {
  return { finding, remedy };
}

function notHeard(
  { microphone, lossOut, others, isListenOnly, isCameraOn }: TroubleFacts,
): Trouble {
  const { isAllowed, permission, isOn, level, inputVolume, isPublished } = microphone;
  if (!isAllowed) return found("not-allowed");
  if (isListenOnly) return found("listening-only", "speak-too");
  if (permission === "denied" || permission === "blocked-by-system") {
    return found("microphone-blocked", "open-settings");
  }
  if (!isOn) return found("microphone-off", "unmute");
  if (inputVolume <= lowVolume) return found("input-volume-low", "raise-input");
  if (level === "silent" || level === "held-by-other-app") {
    return found("microphone-silent", "open-settings");
  }
  if (!isPublished || microphone.kilobitsPerSecond === 0) return found("not-sent", "send-again");
  if (lossOut !== null && lossOut >= muchLoss) {
    return found("lost-on-the-way-out", isCameraOn ? "camera-off" : null);
  }
  if (level === "too-quiet") return found("microphone-quiet", "open-settings");
  return others === 0 ? found("alone") : found("heard");
}

function notHearing({ sound, lossIn, others }: TroubleFacts): Trouble {
  if (sound.isBlocked) return found("sound-blocked", "start-audio");
  if (others === 0) return found("alone");
  if (sound.outputVolume <= lowVolume) return found("output-volume-low", "raise-output");
  if (sound.unmuted === 0) return found("all-muted");
  if (sound.turnedDown > 0) return found("person-volume-low", "raise-person");
  if (sound.kilobitsPerSecond === 0) return found("nothing-arrives", "reload");
  if (lossIn !== null && lossIn >= muchLoss) return found("lost-on-the-way-in", "receive-less");
  if (sound.hasSound === false) return found("they-are-silent");
  return found("hearing", "test-sound");
}

function stutter(facts: TroubleFacts): Trouble {
  const { pictures, lossIn, worstLossIn, lossOut, roundTripMs, isCameraOn, others } = facts;
  const isLess = pictures.receiving === "sound";
  if (pictures.isCpuLimited || (pictures.droppedRatio ?? 0) >= manyDropped) {
    return found("machine-busy", isLess ? null : "receive-less");
  }
  if ((lossIn ?? 0) >= pictureLoss) {
    return found("lost-on-the-way-in", isLess ? null : "receive-less");
  }
  if ((lossOut ?? 0) >= pictureLoss) {
    return found("lost-on-the-way-out", isCameraOn ? "camera-off" : null);
  }
  if ((roundTripMs ?? 0) >= longRoundTripMs) return found("far-away");
  if ((worstLossIn ?? 0) >= pictureLoss) return found("theirs");
  return others === 0 ? found("alone") : found("nothing-found");
}
