import { applyAudioOptions, readAudioOptions } from "./audio_options.ts";
import { InputGain, type InputGainParts } from "./input_gain.ts";
import { CameraBackground, type CameraBackgroundParts } from "../processing/camera_background.ts";
import { switchHolder } from "./capture_toggle.ts";
import { CpuOveruseAdapter, type CpuOveruseAdapterParts } from "./cpu_overuse_adapter.ts";
import { SystemInterruptions, type SystemInterruptionsParts } from "./system_interruptions.ts";

/**
 * The code that only open devices need, loaded when the first one opens: input gain, system interruptions,
 * CPU overuse, reading and applying audio options, and the choice of a background.
 */
export class DeviceLifecycle {
  readonly readOptions = readAudioOptions;
  readonly applyOptions = applyAudioOptions;
  readonly interruptions: SystemInterruptions;
  readonly cpuOveruse: CpuOveruseAdapter;
  readonly gain: InputGain;
  readonly background: CameraBackground;

  constructor(
    parts:
      & SystemInterruptionsParts
      & CpuOveruseAdapterParts
      & InputGainParts
      & Omit<CameraBackgroundParts, "picture">,
  ) {
    this.gain = new InputGain(parts);
    this.interruptions = new SystemInterruptions(parts);
    this.cpuOveruse = new CpuOveruseAdapter(parts);
    this.background = new CameraBackground({
      ...parts,
      picture: parts.camera.streamOf(switchHolder),
    });
  }

  /** Starts watching for interruptions, and following the choice of a background. Returns how to stop everything. */
  start(): () => void {
    const stops = [this.interruptions.start(), this.background.start()];
    return () => {
      stops.forEach((stop) => stop());
      this.cpuOveruse.stop();
    };
  }
}
