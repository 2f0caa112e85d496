import { batch, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { HearYourselfModel, MediaError } from "../ports/call_types.ts";
import type { VoiceParts } from "./voice_parts.ts";

/** So long one speaks, and so long one listens. */
const hearYourselfSeconds = 5;

/** The name under which this holds the microphone. */
export const hearYourselfHolder = "hear-yourself";

/**
 * Records one's own microphone and plays it back on the chosen speaker. A call hears neither: a
 * microphone that is on is muted for that time, and on again after it, unless anybody decided meanwhile.
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
      // Another device, or none any more: what was recorded is no answer to the question. At once,
      // since nothing may listen to the old one while the new one opens.
      if (capture.stream.value !== stream && run === this.#runs) untracked(() => this.stop());
    }));
    await this.#muteInCall();
    if (run !== this.#runs) return;
    const audio = await this.#parts.loadAudio();
    const seconds = hearYourselfSeconds;
    const end = await audio.replay(stream, { seconds, speaker: speaker(), ratio: outputRatio() });
    if (run !== this.#runs) return end?.();
    if (end === null) throw new TypeError("Cannot play: the browser holds the sound back");
    this.#undo.push(end);
    this.#countDown("recording", () => this.#countDown("playing", () => this.stop()));
  }

  /** Nobody in a call has to listen to this. */
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
