import { batch, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { HearYourselfModel, MediaError } from "../ports/call_types.ts";
import type { VoiceParts } from "./voice_parts.ts";

/** Seconds of recording, and of playing. */
const hearYourselfSeconds = 5;

/** The holder name of `HearYourself` in the microphone's `Capture`. */
export const hearYourselfHolder = "hear-yourself";

/**
 * Records the microphone for 5 s, as others would hear it, and plays it back on the chosen speaker. In a call, a microphone that is
 * on is muted meanwhile and switched on afterwards, unless it was switched in between.
 */
export class HearYourself implements HearYourselfModel {
  readonly #parts: VoiceParts;
  readonly #state = signal<HearYourselfModel["state"]["value"]>("idle");
  readonly #secondsLeft = signal(0);
  readonly #error = signal<MediaError | null>(null);
  #undo: (() => void)[] = [];
  #runs = 0;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  get state(): HearYourselfModel["state"] {
    return this.#state;
  }
  get secondsLeft(): ReadonlySignal<number> {
    return this.#secondsLeft;
  }
  get error(): ReadonlySignal<MediaError | null> {
    return this.#error;
  }

  async start(): Promise<void> {
    this.stop();
    const run = this.#runs;
    batch(() => {
      this.#error.value = null;
      this.#state.value = "starting";
    });
    try {
      await this.#record(run);
    } catch (error) {
      if (run !== this.#runs) return;
      this.stop();
      this.#error.value = this.#parts.errorOf(error);
    }
  }

  stop(): void {
    this.#runs++;
    for (const undo of this.#undo.splice(0).reverse()) undo();
    batch(() => {
      this.#state.value = "idle";
      this.#secondsLeft.value = 0;
    });
  }

  async #record(run: number): Promise<void> {
    const { capture, speaker, outputRatio } = this.#parts;
    this.#undo.push(() => capture.release(hearYourselfHolder));
    const stream = await capture.acquire(hearYourselfHolder);
    if (run !== this.#runs) return;
    if (stream === null) return this.stop();
    this.#undo.push(effect(() => {
      // The device changed: the recording is of the wrong one. Stop within the change, since nothing may
      // read the old stream while the new one opens.
      if (capture.stream.value !== stream && run === this.#runs) untracked(() => this.stop());
    }));
    await this.#muteInCall();
    if (run !== this.#runs) return;
    const heard = await this.#parts.asHeard(stream);
    if (run !== this.#runs) return heard?.close();
    this.#undo.push(() => heard?.close());
    const audio = await this.#parts.loadAudio();
    const seconds = hearYourselfSeconds;
    const end = await audio.replay(heard?.stream ?? stream, {
      seconds,
      speaker: speaker(),
      ratio: outputRatio(),
    });
    if (run !== this.#runs) return end?.();
    if (end === null) throw new TypeError("Cannot play: the browser holds the sound back");
    this.#undo.push(end);
    this.#countDown("recording", () => this.#countDown("playing", () => this.stop()));
  }

  /** Mutes a microphone that is on in a call, until `stop`. */
  async #muteInCall(): Promise<void> {
    const { microphone, isInCall } = this.#parts;
    if (!isInCall() || !microphone.isEnabled.peek()) return;
    const muting = microphone.setForNow(false);
    const { decisions } = microphone;
    this.#undo.push(() => {
      if (isInCall() && microphone.decisions === decisions) void microphone.setForNow(true);
    });
    await muting;
  }

  #countDown(state: "recording" | "playing", then: () => void, left = hearYourselfSeconds): void {
    if (left === 0) return then();
    batch(() => {
      this.#state.value = state;
      this.#secondsLeft.value = left;
    });
    this.#undo.push(this.#parts.page.after(1000, () => this.#countDown(state, then, left - 1)));
  }
}
