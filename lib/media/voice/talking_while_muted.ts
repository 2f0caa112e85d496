import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { TalkingWhileMutedModel } from "../ports/call_types.ts";
import { hearYourselfHolder } from "./hear_yourself.ts";
import { booleanOf, readVersion1 } from "../base/stored_values.ts";
import type { VoiceParts } from "./voice_parts.ts";

const storageKey = "madang.talking-while-muted";

/** The volume of a voice close to the microphone: −33 dBFS. */
const voiceThreshold = 45;
/** Voice that makes a sentence, minus half the length of its pauses: longer than a cough or a key. */
const sentenceMs = 800;
/** Longer steps count as this: a hidden page gets no readings. */
const longestStepMs = 100;

const shownMs = 8000;
/** The notice comes at most once in this time: a person may mean to be muted. */
const noticeIntervalMs = 60_000;

/** Detects a spoken sentence in the readings of a meter. */
export class SentenceDetector {
  #voiceMs = 0;
  #lastMs = Number.NaN;

  /** Adds a volume, 0–100. Returns whether a sentence was heard. */
  update(volume: number, nowMs: number): boolean {
    const stepMs = Math.min(nowMs - this.#lastMs, longestStepMs) || 0;
    this.#lastMs = nowMs;
    this.#voiceMs = Math.max(0, this.#voiceMs + (volume >= voiceThreshold ? stepMs : -stepMs / 2));
    return this.#voiceMs >= sentenceMs;
  }
}

/**
 * Notices that the person talks while muted in a call. It reads the microphone, which muting keeps open
 * (decision 009), in this browser only, and never unmutes.
 */
export class TalkingWhileMuted implements TalkingWhileMutedModel {
  readonly #parts: VoiceParts;
  readonly #isOn = signal(true);
  readonly #isNoticed = signal(false);
  #detector = new SentenceDetector();
  #quietUntilMs = -Infinity;
  #cancelHiding = () => {};

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  get isOn(): ReadonlySignal<boolean> {
    return this.#isOn;
  }
  get isNoticed(): ReadonlySignal<boolean> {
    return this.#isNoticed;
  }

  setOn(isOn: boolean): void {
    this.#isOn.value = isOn;
    this.#parts.storage.write(storageKey, { version: 1, isOn });
  }

  /** Loads the stored choice, without listening. Returns how to stop following other tabs. */
  load(): () => void {
    this.#load();
    return this.#parts.storage.onChange(storageKey, () => this.#load());
  }

  /** Listens while muted in a call, until the returned function is called. */
  start(): () => void {
    const { microphone, stream, createVolumeMeter, isInCall } = this.#parts;
    const meter = createVolumeMeter((volume, nowMs) => this.#handleReading(volume, nowMs));
    const testedStream = this.#parts.capture.streamOf(hearYourselfHolder);
    const stopLoading = this.load();
    const stopListening = effect(() => {
      const isMuted = !microphone.isEnabled.value && !microphone.isPending.value;
      const open = stream.value;
      const mayListen = this.#isOn.value && isMuted && testedStream.value === null;
      untracked(() => {
        this.dismiss();
        this.#detector = new SentenceDetector();
        if (mayListen && open && isInCall()) void meter.start(open);
        else meter.stop();
      });
    });
    return () => {
      stopLoading();
      stopListening();
      meter.stop();
      this.dismiss();
    };
  }

  dismiss(): void {
    this.#cancelHiding();
    this.#isNoticed.value = false;
  }

  #handleReading(volume: number, nowMs: number): void {
    if (!this.#detector.update(volume, nowMs) || nowMs < this.#quietUntilMs) return;
    this.#quietUntilMs = nowMs + noticeIntervalMs;
    this.#isNoticed.value = true;
    this.#cancelHiding = this.#parts.page.after(shownMs, () => this.dismiss());
  }

  #load(): void {
    const { isOn } = readVersion1(this.#parts.storage, storageKey);
    this.#isOn.value = booleanOf(isOn) ?? this.#isOn.peek();
  }
}
