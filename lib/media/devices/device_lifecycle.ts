import { applyAudioOptions, audioOptionsOf } from "./audio_options.ts";
import { InputGain, type InputGainParts } from "./input_gain.ts";
import { CpuOveruseAdapter, type LighterPictureParts } from "./cpu_overuse_adapter.ts";
import { SystemInterruptions, type TakenDevicesParts } from "./system_interruptions.ts";

/** What looks after devices that are open; loaded with the first, since no page needs it before. */
export class DeviceLifecycle {
  readonly optionsOf = audioOptionsOf;
  readonly applyOptions = applyAudioOptions;
  readonly taken: SystemInterruptions;
  readonly picture: CpuOveruseAdapter;
  readonly gain: InputGain;

  constructor(parts: TakenDevicesParts & LighterPictureParts & InputGainParts) {
    this.gain = new InputGain(parts);
    this.taken = new SystemInterruptions(parts);
    this.picture = new CpuOveruseAdapter(parts);
  }

  /** Until the answered function is called. */
  start(): () => void {
    const stop = this.taken.start();
    return () => {
      stop();
      this.picture.stop();
    };
  }
}
