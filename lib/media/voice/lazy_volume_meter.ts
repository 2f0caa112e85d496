import { signal } from "@preact/signals";
import { lateCode } from "../../contract/late_code.ts";
import type { MediaError, VolumeMeterModel } from "../ports/call_types.ts";
import { asMediaFailure } from "../base/media_failure.ts";
import { type LevelSignals, resetLevel } from "./level_signals.ts";
import type { VolumeMeter, VolumeMeterParts } from "./volume_meter.ts";

/** A `VolumeMeter` whose code is loaded when it is started first: nobody needs it before a click. */
export function createLazyVolumeMeter(
  { holder, ...parts }: Omit<VolumeMeterParts, "onFailure"> & {
    /** The name under which this meter holds the microphone. */
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
      // At once: whoever has it open may let go while the code comes, and some browsers ask for each capture anew.
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
