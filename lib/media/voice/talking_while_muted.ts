import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { TalkingWhileMutedModel } from "../ports/call_types.ts";
import { hearYourselfHolder } from "./hear_yourself.ts";
import { booleanOf, isRecord } from "../base/stored_values.ts";
import type { VoiceParts } from "./voice_parts.ts";

const storageKey = "madang.talking-while-muted";

/** As loud as somebody who speaks into it: −33 dBFS. */
const voiceThreshold = 45;
/** So much voice, with pauses taken off at half their length: a sentence, no cough and no key. */
const sentenceMs = 800;
/** A page that comes back into sight has not heard what was between. */
const longestStepMs = 100;

const shownMs = 8000;
/** Who means to be muted is told once a minute at most. */
const noticeIntervalMs = 60_000;

/** Hears a sentence in the readings of a meter. */
export class SentenceDetector {
  #voiceMs = 0;
  #lastMs = Number.NaN;

  /** Takes a volume, 0–100; true once a sentence was heard. */
  update(volume: number, nowMs: number): boolean {
    const stepMs = Math.min(nowMs - this.#lastMs, longestStepMs) || 0;
    this.#lastMs = nowMs;
    this.#voiceMs = Math.max(0, this.#voiceMs + (volume >= voiceThreshold ? stepMs : -stepMs / 2));
    return this.#voiceMs >= sentenceMs;
  }
}

/**
 * Notices that somebody talks to a call that does not hear them. It listens in this browser alone,
 * to the microphone that muting keeps open, and never unmutes.
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

  /** Reads what is remembered, without listening yet. */
  load(): () => void {
    this.#load();
    return this.#parts.storage.onChange(storageKey, () => this.#load());
  }

  /** Listens whenever a call is held muted, until the answered function is called. */
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
    const stored = this.#parts.storage.read(storageKey);
    if (!isRecord(stored) || stored.version !== 1) return;
    this.#isOn.value = booleanOf(stored.isOn) ?? this.#isOn.peek();
  }
}
