import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { AudioContextPort } from "./audio_context_port.ts";
import type { MediaError, VolumeMeterModel } from "./call_types.ts";
import type { Capture } from "./capture.ts";
import { asMediaFailure } from "./media_failure.ts";

/** Samples that one reading looks at: 43 ms at 48 kHz. */
export const samplesPerReading = 2048;

/** The quietest level that moves the meter, in dBFS. */
const floorDbfs = -60;

/**
 * The level of time-domain samples: their RMS in dBFS, −60…0 as 0–100. A sine of full scale has
 * −3 dBFS by this measure. `ratio` is an amplification that is yet to come.
 */
export function volumeOf(samples: Float32Array, ratio = 1): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const dbfs = 10 * Math.log10(sum / samples.length * ratio ** 2);
  return Math.min(100, Math.max(0, (dbfs - floorDbfs) / -floorDbfs * 100));
}

/** What a `VolumeMeter` is made of. */
export interface VolumeMeterParts {
  loadAudio(): Promise<AudioContextPort>;
  /** The one owner of the microphone: a meter never opens a second one. */
  readonly microphone: Capture;
  /** The input volume, 0–1: the microphone is shown as loud as it is sent. */
  inputRatio(): number;
  /** The name under which this meter holds the microphone. */
  readonly holder: string;
}

/** Measures a stream, or the microphone. Stops without leaving anything behind. */
export class VolumeMeter implements VolumeMeterModel {
  readonly #parts: VolumeMeterParts;
  readonly #volume = signal(0);
  readonly #isActive = signal(false);
  readonly #error = signal<MediaError | null>(null);
  readonly #samples = new Float32Array(samplesPerReading);
  /** Undoes what was begun; another `start` or a `stop` makes what is still under way stop. */
  #undo: (() => void)[] = [];
  #starts = 0;

  constructor(parts: VolumeMeterParts) {
    this.#parts = parts;
  }

  get volume(): ReadonlySignal<number> {
    return this.#volume;
  }
  get isActive(): ReadonlySignal<boolean> {
    return this.#isActive;
  }
  get error(): ReadonlySignal<MediaError | null> {
    return this.#error;
  }

  /**
   * Measures `source`: a stream, or the microphone. A device id means the microphone's one owner,
   * which opens the chosen device (a second capture would end the first one's track on iOS).
   */
  async start(source: string | MediaStream): Promise<void> {
    this.stop();
    const start = this.#starts;
    this.#error.value = null;
    try {
      if (typeof source !== "string") await this.#probe(source, start);
      else await this.#followMicrophone(start);
    } catch (error) {
      if (start === this.#starts) {
        this.stop();
        this.#error.value = asMediaFailure(error, "microphone").toMediaError();
      }
    }
  }

  stop(): void {
    this.#starts++;
    for (const undo of this.#undo.splice(0)) undo();
    this.#isActive.value = false;
    this.#volume.value = 0;
  }

  async #followMicrophone(start: number): Promise<void> {
    const { microphone, holder } = this.#parts;
    this.#undo.push(() => microphone.drop(holder));
    await microphone.hold(holder);
    if (start !== this.#starts) return;
    let started = Promise.resolve();
    let stopProbe = () => {};
    const dispose = effect(() => {
      // The owner may capture anew, for another device or other options.
      const stream = microphone.stream.value;
      stopProbe();
      if (stream) ({ started, stop: stopProbe } = this.#probeUntilStopped(stream, start));
      else stopProbe = () => {};
    });
    this.#undo.push(dispose, () => stopProbe());
    await started;
  }

  #probeUntilStopped(
    stream: MediaStream,
    start: number,
  ): { started: Promise<void>; stop: () => void } {
    let isStopped = false;
    let stop = () => {
      isStopped = true;
    };
    const started = this.#read(stream, () => isStopped || start !== this.#starts)
      .then((stopReading) => {
        if (isStopped) stopReading();
        else stop = stopReading;
      }, (error) => {
        this.#error.value = asMediaFailure(error, "microphone").toMediaError();
      });
    return { started, stop: () => stop() };
  }

  async #probe(stream: MediaStream, start: number): Promise<void> {
    const stop = await this.#read(stream, () => start !== this.#starts);
    if (start === this.#starts) this.#undo.push(stop);
    else stop();
  }

  /** Reads each frame; answers how to stop. */
  async #read(stream: MediaStream, isStale: () => boolean): Promise<() => void> {
    const audio = await this.#parts.loadAudio();
    const probe = await audio.probe(stream);
    if (isStale()) return () => probe.close();
    const stopFrames = audio.eachFrame(() => {
      // Held back by the browser, the level is not 0 but unknown: say so.
      this.#isActive.value = probe.isRunning();
      if (!this.#isActive.peek()) return;
      probe.read(this.#samples);
      const isMicrophone = stream === this.#parts.microphone.stream.peek();
      this.#volume.value = volumeOf(this.#samples, isMicrophone ? this.#parts.inputRatio() : 1);
    });
    this.#isActive.value = probe.isRunning();
    return () => {
      stopFrames();
      probe.close();
    };
  }
}
