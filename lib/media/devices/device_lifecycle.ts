import { applyAudioOptions, readAudioOptions } from "./audio_options.ts";
import { InputGain, type InputGainParts } from "./input_gain.ts";
import { CpuOveruseAdapter, type CpuOveruseAdapterParts } from "./cpu_overuse_adapter.ts";
import { SystemInterruptions, type SystemInterruptionsParts } from "./system_interruptions.ts";

/** What looks after devices that are open; loaded with the first, since no page needs it before. */
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

  /** Until the answered function is called. */
  start(): () => void {
    const stop = this.interruptions.start();
    return () => {
      stop();
      this.cpuOveruse.stop();
    };
  }
}
