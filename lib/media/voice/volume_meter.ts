import { batch, effect } from "@preact/signals";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import type { Capture } from "../devices/capture.ts";
import { type LevelSignals, resetLevel } from "./level_signals.ts";
import { LevelJudge, PeakHold } from "./level_judge.ts";

/** Samples that one reading looks at: 43 ms at 48 kHz. */
const samplesPerReading = 2048;

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
  /** Each reading, for who wants to know more: 0–100, and the time in ms. */
  onReading?(volume: number, nowMs: number): void;
  /** It cannot go on measuring. */
  onFailure(error: unknown): void;
}

/** Measures one stream, or the microphone, once. Stops without leaving anything behind. */
export class VolumeMeter {
  readonly #parts: VolumeMeterParts;
  readonly #level: LevelSignals;
  readonly #samples = new Float32Array(samplesPerReading);
  /** Undoes what was begun. */
  #undo: (() => void)[] = [];
  #isStopped = false;

  constructor(parts: VolumeMeterParts, level: LevelSignals) {
    this.#parts = parts;
    this.#level = level;
  }

  /**
   * Measures `source`: a stream, or the microphone, which is held by then. A device id means the microphone's one owner,
   * which opens the chosen device (a second capture would end the first one's track on iOS).
   */
  async start(source: string | MediaStream): Promise<void> {
    const { microphone } = this.#parts;
    if (typeof source === "string") return await this.#follow(() => true);
    // Not after the page's effects have run: a browser gives a new capture the options of an old one
    // that is still heard (Chromium), or ends one of them (iOS).
    if (source === microphone.stream.peek()) return await this.#follow((now) => now === source);
    const stop = await this.#read(source, () => this.#isStopped);
    if (this.#isStopped) stop();
    else this.#undo.push(stop);
  }

  stop(): void {
    this.#isStopped = true;
    for (const undo of this.#undo.splice(0)) undo();
  }

  /** Reads the microphone's capture of now, where `isMeant`; the owner may capture anew. */
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

  /** Reads each frame; answers how to stop. */
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
      // Held back by the browser, the level is not 0 but unknown: say so.
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
