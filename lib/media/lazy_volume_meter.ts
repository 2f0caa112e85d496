import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { MediaError, VolumeMeterModel, VolumeVerdict } from "./call_types.ts";
import { asMediaFailure } from "./media_failure.ts";
import type { VolumeMeter, VolumeMeterParts } from "./volume_meter.ts";

/** What a meter shows; written by whoever measures. */
export interface LevelSignals {
  readonly volume: Signal<number>;
  readonly peak: Signal<number>;
  readonly verdict: Signal<VolumeVerdict | null>;
  readonly isActive: Signal<boolean>;
}

/** A `VolumeMeter` whose code is loaded when it is started first: nobody needs it before a click. */
export class LazyVolumeMeter implements VolumeMeterModel {
  readonly #parts: Omit<VolumeMeterParts, "onFailure">;
  readonly #level: LevelSignals = {
    volume: signal(0),
    peak: signal(0),
    verdict: signal(null),
    isActive: signal(false),
  };
  readonly #error = signal<MediaError | null>(null);
  #meter: VolumeMeter | null = null;
  #starts = 0;

  constructor(parts: Omit<VolumeMeterParts, "onFailure">) {
    this.#parts = parts;
  }

  get volume(): ReadonlySignal<number> {
    return this.#level.volume;
  }
  get peak(): ReadonlySignal<number> {
    return this.#level.peak;
  }
  get verdict(): ReadonlySignal<VolumeVerdict | null> {
    return this.#level.verdict;
  }
  get isActive(): ReadonlySignal<boolean> {
    return this.#level.isActive;
  }
  get error(): ReadonlySignal<MediaError | null> {
    return this.#error;
  }

  async start(source: string | MediaStream): Promise<void> {
    this.stop();
    const start = this.#starts;
    this.#error.value = null;
    const onFailure = (error: unknown) => {
      this.#error.value = asMediaFailure(error, "microphone").toMediaError();
    };
    try {
      const { VolumeMeter } = await import("./volume_meter.ts");
      if (start !== this.#starts) return;
      this.#meter = new VolumeMeter({ ...this.#parts, onFailure }, this.#level);
      await this.#meter.start(source);
    } catch (error) {
      if (start !== this.#starts) return;
      this.stop();
      onFailure(error);
    }
  }

  stop(): void {
    this.#starts++;
    this.#meter?.stop();
    this.#meter = null;
    const { volume, peak, verdict, isActive } = this.#level;
    batch(() => {
      isActive.value = false;
      volume.value = peak.value = 0;
      verdict.value = null;
    });
  }
}
