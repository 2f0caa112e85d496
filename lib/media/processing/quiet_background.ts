import { type ReadonlySignal, signal } from "@preact/signals";
import type { AudioSettingsModel, QuietState } from "../ports/call_types.ts";
import {
  type CreateSuppressor,
  ProcessingError,
  type ProcessingFailure,
  type SoundProcessor,
  type Suppressor,
  suppressors,
} from "../ports/processor_port.ts";

/** A suppressor that takes a larger share of one processor core than this is too slow: it would starve the call. */
export const maxCoreRatio = 0.25;
/** So many readings in a row, a second each: one alone may be another program's. */
export const slowReadings = 3;

/** Dependencies of a `QuietBackground`. */
export interface QuietBackgroundParts {
  loadSuppressors(): Promise<CreateSuppressor>;
  readonly audioSettings: Pick<AudioSettingsModel, "isStrong" | "isOriginal">;
  /** Called when `streamOf` would return another stream than before. */
  resendMicrophone(): void;
}

interface Running {
  readonly processor: SoundProcessor;
  readonly stream: MediaStream;
}

/**
 * *Strong* of the quiet background: the sent microphone without the noise around it. The captured stream is sent until the
 * processed one is there, whenever that one would be silent, and from a failure on: a voice is never lost for it. Where a
 * suppressor fails or is too slow here, the next one is tried.
 */
export class QuietBackground {
  readonly #parts: QuietBackgroundParts;
  readonly #state = signal<QuietState | null>(null);
  #source: MediaStream | null = null;
  #current: Running | null = null;
  /** Still sent, until `handleSent`. */
  #retired: SoundProcessor[] = [];
  /** Counts sources, choices and steps down: what was begun before the last one is stale. */
  #round = 0;

  constructor(parts: QuietBackgroundParts) {
    this.#parts = parts;
  }

  get state(): ReadonlySignal<QuietState | null> {
    return this.#state;
  }

  get #isWanted(): boolean {
    const { isStrong, isOriginal } = this.#parts.audioSettings;
    return isStrong.peek() && !isOriginal.peek();
  }

  /** The stream to send for the captured `stream`, at once. */
  streamOf(stream: MediaStream): MediaStream {
    if (stream !== this.#source) this.close();
    this.#source = stream;
    if (!this.#isWanted) {
      this.#end(null);
      return stream;
    }
    if (this.#state.peek() === null) void this.#start(stream, suppressors);
    // While the browser suspends the `AudioContext`: noise is better than silence.
    if (!this.#current?.processor.isRunning()) return stream;
    // Muting disables the sent track. If that was the captured one, the processed one would stay silent.
    for (const track of stream.getTracks()) track.enabled = true;
    return this.#current.stream;
  }

  /** The result of `streamOf` is sent: lets go of what was sent before. */
  handleSent(): void {
    for (const processor of this.#retired.splice(0)) processor.stop();
  }

  /** The captured `stream` as others hear it, for the person to hear; ended by `close`. */
  async preview(stream: MediaStream): Promise<{ stream: MediaStream; close(): void }> {
    const plain = { stream, close() {} };
    if (!this.#isWanted) return plain;
    if (stream === this.#source && this.#current?.processor.isRunning()) {
      return { ...plain, stream: this.#current.stream };
    }
    try {
      const processor = (await this.#parts.loadSuppressors())(suppressors[0]);
      const none = { onFailure() {}, onCost() {}, onRunning() {} };
      return { stream: await processor.start(stream, none), close: () => processor.stop() };
    } catch {
      return plain;
    }
  }

  /** The microphone is closed: ends all work, and forgets a failure. */
  close(): void {
    this.#source = null;
    this.#end(null);
    this.handleSent();
  }

  async #start(
    stream: MediaStream,
    [suppressor, ...others]: readonly Suppressor[],
    reason: ProcessingFailure = "unexpected",
  ): Promise<void> {
    const round = ++this.#round;
    if (suppressor === undefined) {
      this.#end({ status: "failed", reason });
      return this.#parts.resendMicrophone();
    }
    if (this.#current === null) this.#state.value = { status: "starting" };
    const isStale = () => round !== this.#round;
    const stepDown = (reason: ProcessingFailure) => {
      if (!isStale()) void this.#start(stream, others, reason);
    };
    let slow = 0;
    let processor: SoundProcessor | null = null;
    try {
      const create = await this.#parts.loadSuppressors();
      if (isStale()) return;
      processor = create(suppressor);
      const processed = await processor.start(stream, {
        onFailure: stepDown,
        onCost: (coreRatio) => {
          if (isStale()) return;
          slow = coreRatio > maxCoreRatio ? slow + 1 : 0;
          if (slow >= slowReadings) stepDown("too-slow");
          else this.#state.value = { status: "on", suppressor, coreRatio };
        },
        onRunning: () => this.#parts.resendMicrophone(),
      });
      if (isStale()) return processor.stop();
      this.#retire();
      this.#current = { processor, stream: processed };
      this.#state.value = { status: "on", suppressor, coreRatio: null };
      this.#parts.resendMicrophone();
    } catch (error) {
      processor?.stop();
      stepDown(error instanceof ProcessingError ? error.reason : "unexpected");
    }
  }

  /** Ends the work; what is sent at this moment goes on until `handleSent`. */
  #end(state: QuietState | null): void {
    this.#round++;
    this.#retire();
    this.#state.value = state;
  }

  #retire(): void {
    if (this.#current) this.#retired.push(this.#current.processor);
    this.#current = null;
  }
}
