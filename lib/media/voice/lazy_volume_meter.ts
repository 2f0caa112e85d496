import { signal } from "@preact/signals";
import { lateCode } from "../../contract/late_code.ts";
import type { MediaError, VolumeMeterModel } from "../ports/call_types.ts";
import { asMediaFailure } from "../base/media_failure.ts";
import { type LevelSignals, resetLevel } from "./level_signals.ts";
import type { VolumeMeter, VolumeMeterParts } from "./volume_meter.ts";

/** A `VolumeMeter` whose code is loaded at the first `start()`, in a click. */
export function createLazyVolumeMeter(
  { holder, ...parts }: Omit<VolumeMeterParts, "onFailure"> & {
    /** The holder name of this meter in the microphone's `Capture`. */
    readonly holder: string;
  },
): VolumeMeterModel {
  const { microphone } = parts;
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
    const failure = asMediaFailure(cause, "microphone");
    error.value = failure.toMediaError();
    if (failure.type === "in-use") level.verdict.value = "held-by-other-app";
  }

  function stop(): void {
    starts++;
    meter?.stop();
    meter = null;
    microphone.release(holder);
    resetLevel(level);
  }

  async function start(source: string | MediaStream): Promise<void> {
    stop();
    const mine = starts;
    error.value = null;
    try {
      // Acquire before the code has loaded: another holder may release it meanwhile, and some browsers prompt for each capture.
      const opening = typeof source === "string" ? microphone.acquire(holder) : null;
      const [{ VolumeMeter }] = await Promise.all([
        lateCode(() => import("./volume_meter.ts")),
        opening,
      ]);
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
