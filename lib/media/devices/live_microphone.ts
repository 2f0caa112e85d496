import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { AudioOptionsFound, AudioSettingsModel, CaptureKind } from "../ports/call_types.ts";
import { applyAudioOptions, readAudioOptions } from "./audio_options.ts";
import { audioOptions, microphoneConstraints } from "./audio_settings.ts";
import type { Capture } from "./capture.ts";

/** Dependencies of a `LiveMicrophone`. */
export interface LiveMicrophoneParts {
  readonly captures: Readonly<Record<CaptureKind, Capture>>;
  readonly audioSettings: Pick<AudioSettingsModel, "audioCaptureOptions">;
  /** Captures the microphone again. */
  recapture(): Promise<void>;
  /** Sends what is to be sent by now. */
  resendMicrophone(): void;
}

/** The options of an open microphone: those in effect, and their changes. */
export class LiveMicrophone {
  readonly #parts: LiveMicrophoneParts;
  /** Counts in-place changes, to read the settings again. */
  readonly #adaptations = signal(0);
  /** The options in effect; `null` while no microphone is open. */
  readonly effective: ReadonlySignal<AudioOptionsFound | null> = computed(() => {
    this.#adaptations.value;
    const track = this.#parts.captures.microphone.stream.value?.getTracks()[0];
    return track ? readAudioOptions(track, audioOptions) : null;
  });

  constructor(parts: LiveMicrophoneParts) {
    this.#parts = parts;
  }

  /** Applies the options of now in place; captures again where the browser cannot, or with `needsCapture`. */
  async adapt(needsCapture: boolean): Promise<void> {
    const { captures, audioSettings, recapture, resendMicrophone } = this.#parts;
    const hasAdapted = !needsCapture && await captures.microphone.applyInPlace((track) => {
      const { deviceId: _, ...options } = audioSettings.audioCaptureOptions.peek();
      const [constraints] = microphoneConstraints(options);
      return applyAudioOptions(track, constraints, options, audioOptions);
    });
    this.#adaptations.value++;
    if (!hasAdapted) await recapture();
    // *Strong* may have come or gone with the option.
    else resendMicrophone();
  }
}
