import { applyAudioOptions, readAudioOptions } from "./audio_options.ts";
import { InputGain, type InputGainParts } from "./input_gain.ts";
import { CpuOveruseAdapter, type CpuOveruseAdapterParts } from "./cpu_overuse_adapter.ts";
import { SystemInterruptions, type SystemInterruptionsParts } from "./system_interruptions.ts";

/**
 * The code that only open devices need, loaded when the first one opens: input gain, system interruptions,
 * CPU overuse, and reading and applying audio options.
 */
export class DeviceLifecycle {
  readonly readOptions = readAudioOptions;
  readonly applyOptions = applyAudioOptions;
  readonly interruptions: SystemInterruptions;
  readonly cpuOveruse: CpuOveruseAdapter;
  readonly gain: InputGain;

  constructor(parts: SystemInterruptionsParts & CpuOveruseAdapterParts & InputGainParts) {
    this.gain = new InputGain(parts);
    this.interruptions = new SystemInterruptions(parts);
    this.cpuOveruse = new CpuOveruseAdapter(parts);
  }

  /** Starts watching for interruptions. Returns how to stop everything. */
  start(): () => void {
    const stop = this.interruptions.start();
    return () => {
      stop();
      this.cpuOveruse.stop();
    };
  }
}
