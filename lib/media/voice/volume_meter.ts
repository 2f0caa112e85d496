import { batch, effect } from "@preact/signals";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import type { Capture } from "../devices/capture.ts";
import { type LevelSignals, resetLevel } from "./level_signals.ts";
import { LevelJudge, PeakHold } from "./level_judge.ts";

/** Samples of one reading: 43 ms at 48 kHz. */
const samplesPerReading = 2048;

/** The quietest level that moves the meter, in dBFS. */
const floorDbfs = -60;

/**
 * The level of time-domain samples, 0–100: their RMS, −60…0 dBFS. A full-scale sine has −3 dBFS.
 * `ratio` is a gain that is applied after capture.
 */
export function volumeOf(samples: Float32Array, ratio = 1): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const dbfs = 10 * Math.log10(sum / samples.length * ratio ** 2);
  return Math.min(100, Math.max(0, (dbfs - floorDbfs) / -floorDbfs * 100));
}

/** Dependencies of a `VolumeMeter`. */
export interface VolumeMeterParts {
  loadAudio(): Promise<AudioContextPort>;
  /** The microphone's only owner: a meter never captures by itself. */
  readonly microphone: Capture;
  /** The input volume, 0–1: the level shown is the level sent. */
  inputRatio(): number;
  /** Called with each reading: the volume, 0–100, and the time in ms. */
  onReading?(volume: number, nowMs: number): void;
  /** Called when measuring fails after `start()` has resolved. */
  onFailure(error: unknown): void;
}

/** Measures one stream or the microphone, from one `start()` to `stop()`. */
export class VolumeMeter {
  readonly #parts: VolumeMeterParts;
  readonly #level: LevelSignals;
  readonly #samples = new Float32Array(samplesPerReading);
  /** Run by `stop()`. */
  #undo: (() => void)[] = [];
  #isStopped = false;

  constructor(parts: VolumeMeterParts, level: LevelSignals) {
    this.#parts = parts;
    this.#level = level;
  }

  /**
   * Measures `source`: a stream, or any string for the microphone, which the caller has acquired. A device id is not
   * opened by itself, since on iOS a second capture would end the first one's track.
   */
  async start(source: string | MediaStream): Promise<void> {
    const { microphone } = this.#parts;
    if (typeof source === "string") return await this.#follow(() => true);
    // Follow the capture's signal, to stop reading before the next capture opens: while the old one is
    // read, Chromium gives its options to the new one, and iOS ends one of them.
    if (source === microphone.stream.peek()) return await this.#follow((now) => now === source);
    const stop = await this.#read(source, () => this.#isStopped);
    if (this.#isStopped) stop();
    else this.#undo.push(stop);
  }

  stop(): void {
    this.#isStopped = true;
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Reads the microphone's stream while `isMeant` accepts it, also after a new capture. */
  async #follow(isMeant: (stream: MediaStream) => boolean): Promise<void> {
    let started = Promise.resolve();
    let stopReading = () => {};
    const dispose = effect(() => {
      const stream = this.#parts.microphone.stream.value;
      stopReading();
      if (stream && isMeant(stream)) {
        ({ started, stop: stopReading } = this.#readUntilStopped(stream));
      } else {
        stopReading = () => {};
        resetLevel(this.#level);
      }
    });
    this.#undo.push(dispose, () => stopReading());
    await started;
  }

  #readUntilStopped(stream: MediaStream): { started: Promise<void>; stop: () => void } {
    let isStopped = false;
    let stop = () => {
      isStopped = true;
    };
    const started = this.#read(stream, () => isStopped || this.#isStopped).then((stopReading) => {
      if (isStopped) stopReading();
      else stop = stopReading;
    }, (error) => this.#parts.onFailure(error));
    return { started, stop: () => stop() };
  }

  /** Reads `stream` at each frame. Resolves to how to stop. */
  async #read(stream: MediaStream, isStale: () => boolean): Promise<() => void> {
    const { loadAudio, microphone, inputRatio, onReading } = this.#parts;
    const { volume, peak, verdict, isActive } = this.#level;
    const audio = await loadAudio();
    const probe = await audio.probe(stream);
    if (isStale()) return () => probe.close();
    const judge = new LevelJudge();
    const hold = new PeakHold();
    const isMicrophone = stream === microphone.stream.peek();
    const stopFrames = audio.eachFrame((nowMs) => {
      const isRunning = probe.isRunning();
      // While the browser suspends the `AudioContext`, the level is unknown, not 0.
      isActive.value = isRunning;
      if (!isRunning) {
        if (judge.isPaused(nowMs)) verdict.value = "paused";
        return;
      }
      probe.read(this.#samples);
      const level = volumeOf(this.#samples, isMicrophone ? inputRatio() : 1);
      const loudest = this.#samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      const reading = { volume: level, peak: loudest, isWithheld: probe.isWithheld() };
      batch(() => {
        volume.value = level;
        peak.value = hold.update(level, nowMs);
        verdict.value = judge.update(reading, nowMs);
      });
      onReading?.(level, nowMs);
    });
    isActive.value = probe.isRunning();
    return () => {
      stopFrames();
      probe.close();
    };
  }
}
