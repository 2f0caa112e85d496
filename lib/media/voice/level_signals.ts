import { batch, type Signal } from "@preact/signals";
import type { VolumeVerdict } from "../ports/call_types.ts";

/** The values that a meter shows; written by the one that measures. */
export interface LevelSignals {
  readonly volume: Signal<number>;
  readonly peak: Signal<number>;
  readonly verdict: Signal<VolumeVerdict | null>;
  readonly isActive: Signal<boolean>;
}

/** Sets all signals to their values while nothing is measured. */
export function resetLevel({ volume, peak, verdict, isActive }: LevelSignals): void {
  batch(() => {
    isActive.value = false;
    volume.value = peak.value = 0;
    verdict.value = null;
  });
}
