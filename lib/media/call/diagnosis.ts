import { type ReadonlySignal, signal } from "@preact/signals";
import type {
  AudioSettingsModel,
  LiveKitCall,
  LiveKitMedia,
  MediaDevicesModel,
  VolumeMeterModel,
} from "../ports/call_types.ts";
import type { CountedTrack, RoomStats } from "../ports/room_port.ts";
import { flowOf, readingMs, roundTripOf } from "./connection_stats.ts";
import {
  findTrouble,
  type Trouble,
  type TroubleFacts,
  type TroubleQuestion,
} from "./find_trouble.ts";
import type { StatsParts } from "./stats_parts.ts";

/** The result of a check. */
export interface DiagnosisResult extends Trouble {
  readonly question: TroubleQuestion;
  readonly facts: TroubleFacts;
}

/** `useDiagnosis()` */
export interface DiagnosisModel {
  /** The question that is being looked into. */
  readonly checking: ReadonlySignal<TroubleQuestion | null>;
  readonly result: ReadonlySignal<DiagnosisResult | null>;
  /** Looks for some seconds; the person should speak meanwhile where they are not heard. */
  check(question: TroubleQuestion): Promise<void>;
  /** Forgets the result, and stops. */
  clear(): void;
}

/** Dependencies of `Diagnosis`: the models of the call. */
export interface DiagnosisParts {
  readonly stats: StatsParts;
  readonly call: LiveKitCall;
  readonly media: LiveKitMedia;
  readonly devices: MediaDevicesModel;
  readonly audioSettings: AudioSettingsModel;
  createVolumeMeter(): VolumeMeterModel;
}

/** The level is judged `silent` after 3 s. */
const listeningMs = 3500;

/** Checks the whole chain of a call once, from the microphone to the others and back, and says what is wrong. */
export class Diagnosis implements DiagnosisModel {
  readonly #parts: DiagnosisParts;
  readonly #checking = signal<TroubleQuestion | null>(null);
  readonly #result = signal<DiagnosisResult | null>(null);
  #checks = 0;

  constructor(parts: DiagnosisParts) {
    this.#parts = parts;
  }

  get checking(): ReadonlySignal<TroubleQuestion | null> {
    return this.#checking;
  }
  get result(): ReadonlySignal<DiagnosisResult | null> {
    return this.#result;
  }

  clear(): void {
    this.#checks++;
    this.#checking.value = null;
    this.#result.value = null;
  }

  async check(question: TroubleQuestion): Promise<void> {
    this.clear();
    const check = this.#checks;
    this.#checking.value = question;
    const [level, [before, now]] = await Promise.all([
      question === "not-heard" ? this.#listen() : null,
      this.#readTwice(),
    ]);
    if (check !== this.#checks) return;
    const facts = this.#factsOf(level, before, now);
    this.#checking.value = null;
    this.#result.value = { question, facts, ...findTrouble(question, facts) };
  }

  /** Judges the level of the microphone as it is sent. */
  async #listen(): Promise<TroubleFacts["microphone"]["level"]> {
    const { media, createVolumeMeter } = this.#parts;
    const stream = media.localAudioTrack.peek();
    if (!stream || !media.microphone.isEnabled.peek()) return null;
    const meter = createVolumeMeter();
    await meter.start(stream);
    await this.#wait(listeningMs);
    const verdict = meter.verdict.peek();
    meter.stop();
    return verdict;
  }

  async #readTwice(): Promise<readonly [RoomStats | null, RoomStats | null]> {
    const { readStats } = this.#parts.stats;
    const before = await readStats().catch(() => null);
    await this.#wait(readingMs);
    return [before, await readStats().catch(() => null)];
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#parts.stats.page.after(ms, resolve));
  }

  #factsOf(
    level: TroubleFacts["microphone"]["level"],
    before: RoomStats | null,
    now: RoomStats | null,
  ): TroubleFacts {
    const { call, media, devices, audioSettings } = this.#parts;
    const others = media.participantTracks.peek().filter(({ isLocal }) => !isLocal);
    const unmuted = others.filter(({ isMicrophoneMuted }) => !isMicrophoneMuted.peek());
    const [sentBefore, sent] = [before?.sent ?? [], now?.sent ?? []];
    const [receivedBefore, received] = [allReceived(before), allReceived(now)];
    const flow = (before: readonly CountedTrack[], now: readonly CountedTrack[]) =>
      flowOf(before, now, readingMs);
    const worst = others.flatMap(({ participantId }) => {
      const tracks = now?.received.get(participantId.peek()) ?? [];
      return flow(receivedBefore, tracks).lossRatio ?? [];
    });
    const heard = received.filter(isSound)
      .flatMap(({ isMuted, stats }) => isMuted ? [] : stats.hasSound ?? []);
    const jitters = received.flatMap(({ stats }) => stats.jitterMs ?? []);
    return {
      isConnected: call.connectionState.peek() === "connected" && now !== null,
      others: others.length,
      isListenOnly: call.isListenOnly.peek(),
      microphone: {
        isAllowed: media.microphone.isAllowed.peek(),
        permission: devices.permission.microphone.peek(),
        isOn: media.microphone.isEnabled.peek(),
        level,
        inputVolume: audioSettings.inputVolume.peek(),
        isPublished: sent.some(({ source, isMuted }) => source === "microphone" && !isMuted),
        kilobitsPerSecond: flow(sentBefore, sent.filter(({ source }) => source === "microphone"))
          .kilobitsPerSecond,
      },
      isCameraOn: media.camera.isEnabled.peek(),
      lossOut: flow(sentBefore, sent).lossRatio,
      lossIn: flow(receivedBefore, received).lossRatio,
      worstLossIn: worst.length === 0 ? null : Math.max(...worst),
      roundTripMs: now && roundTripOf(now),
      jitterMs: jitters.length === 0 ? null : Math.max(...jitters),
      sound: {
        isBlocked: call.isAudioBlocked.peek(),
        outputVolume: audioSettings.outputVolume.peek(),
        unmuted: unmuted.length,
        turnedDown: unmuted.filter(({ volume }) => volume.peek() <= 10).length,
        kilobitsPerSecond: flow(receivedBefore, received.filter(isSound)).kilobitsPerSecond,
        hasSound: heard.length === 0 ? null : heard.some(Boolean),
      },
      pictures: {
        isCpuLimited: media.isPictureLighter.peek() || sent.some(({ stats }) => stats.isCpuLimited),
        droppedRatio: droppedRatio(receivedBefore, received),
        receiving: media.receiving.peek(),
      },
    };
  }
}

function isSound({ source }: CountedTrack): boolean {
  return source === "microphone" || source === "screen-sound";
}

function allReceived(stats: RoomStats | null): readonly CountedTrack[] {
  return [...stats?.received.values() ?? []].flat();
}

/** Frames that came too late to be shown between two readings, 0–1; `null`: there were none. */
function droppedRatio(
  before: readonly CountedTrack[],
  now: readonly CountedTrack[],
): number | null {
  const since = (member: "frames" | "framesDropped") =>
    now.reduce((sum, { id, stats }) => {
      const earlier = before.find((track) => track.id === id)?.stats[member] ?? 0;
      return sum + Math.max(0, stats[member] - earlier);
    }, 0);
  const frames = since("frames");
  return frames === 0 ? null : since("framesDropped") / frames;
}
