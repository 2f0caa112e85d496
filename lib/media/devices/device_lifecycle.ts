import type { ReadonlySignal } from "@preact/signals";
import type { CaptureKind } from "../ports/call_types.ts";
import type { RoomPort } from "../ports/room_port.ts";
import { CameraBackground, type CameraBackgroundParts } from "../processing/camera_background.ts";
import { QuietBackground, type QuietBackgroundParts } from "../processing/quiet_background.ts";
import { switchHolder } from "./capture_toggle.ts";
import { CpuOveruseAdapter, type CpuOveruseAdapterParts } from "./cpu_overuse_adapter.ts";
import { InputGain, type InputGainParts } from "./input_gain.ts";
import { LiveMicrophone, type LiveMicrophoneParts } from "./live_microphone.ts";
import { replaceEnded, type ReplaceEndedParts } from "./replace_ended.ts";
import { SystemInterruptions, type SystemInterruptionsParts } from "./system_interruptions.ts";

/**
 * The code that only open devices need, loaded when the first one opens: input gain, quiet background, the choice of a
 * background, system interruptions, CPU overuse, unplugged captures, and reading and applying audio options.
 */
export class DeviceLifecycle {
  readonly microphone: LiveMicrophone;
  readonly interruptions: SystemInterruptions;
  readonly cpuOveruse: CpuOveruseAdapter;
  readonly gain: InputGain;
  readonly quiet: QuietBackground;
  readonly background: CameraBackground;
  /** A capture has ended by itself. */
  readonly replaceEnded: (kind: CaptureKind, ended: MediaStreamTrack) => Promise<void>;
  readonly #isOriginal: ReadonlySignal<boolean>;

  constructor(
    parts:
      & SystemInterruptionsParts
      & CpuOveruseAdapterParts
      & InputGainParts
      & LiveMicrophoneParts
      & QuietBackgroundParts
      & ReplaceEndedParts
      & Omit<CameraBackgroundParts, "picture">,
  ) {
    this.microphone = new LiveMicrophone(parts);
    this.gain = new InputGain(parts);
    this.replaceEnded = (kind, ended) => replaceEnded(parts, kind, ended);
    this.#isOriginal = parts.audioSettings.isOriginal;
    this.quiet = new QuietBackground(parts);
    this.interruptions = new SystemInterruptions(parts);
    this.cpuOveruse = new CpuOveruseAdapter(parts);
    this.background = new CameraBackground({
      ...parts,
      picture: parts.camera.streamOf(switchHolder),
    });
  }

  /** Publishes what is to be heard of the microphone's captured `stream`. */
  async send(room: RoomPort, stream: MediaStream): Promise<void> {
    const track = await this.gain.trackOf(this.quiet.streamOf(stream));
    const isOriginal = this.#isOriginal.peek();
    await room.publish("microphone", track, { isOriginal });
    this.quiet.handleSent();
  }

  /** The microphone is closed. */
  close(): void {
    this.gain.close();
    this.quiet.close();
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
