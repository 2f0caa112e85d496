import { batch, type Signal, signal } from "@preact/signals";
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
export function createLazyVolumeMeter(
  parts: Omit<VolumeMeterParts, "onFailure">,
): VolumeMeterModel {
  const level: LevelSignals = {
    volume: signal(0),
    peak: signal(0),
    verdict: signal(null),
    isActive: signal(false),
  };
  const error = signal<MediaError | null>(null);
  let meter: VolumeMeter | null = null;
  let starts = 0;

  function onFailure(cause: unknown): void {
    error.value = asMediaFailure(cause, "microphone").toMediaError();
  }

  function stop(): void {
    starts++;
    meter?.stop();
    meter = null;
    batch(() => {
      level.isActive.value = false;
      level.volume.value = level.peak.value = 0;
      level.verdict.value = null;
    });
  }

  async function start(source: string | MediaStream): Promise<void> {
    stop();
    const mine = starts;
    error.value = null;
    try {
      const { VolumeMeter } = await import("./volume_meter.ts");
      if (mine !== starts) return;
      meter = new VolumeMeter({ ...parts, onFailure }, level);
      await meter.start(source);
    } catch (cause) {
      if (mine !== starts) return;
      stop();
      onFailure(cause);
    }
  }

  return { ...level, error, start, stop };
}
