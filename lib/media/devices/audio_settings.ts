import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { AudioOption, AudioSettingsModel } from "../ports/call_types.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { booleanOf, numberWithin, readVersion1 } from "../base/stored_values.ts";

const key = "madang.audio";

/** The spec's defaults. `voiceIsolation` is experimental, so it is off. */
const audioDefaults = {
  noiseSuppression: true,
  echoCancellation: true,
  autoGainControl: true,
  voiceIsolation: false,
  inputVolume: 100,
  outputVolume: 100,
};

/** The spec's options, in its order. */
export const audioOptions: readonly AudioOption[] = [
  "noiseSuppression",
  "echoCancellation",
  "autoGainControl",
  "voiceIsolation",
];

/** Dependencies of `AudioSettings`. */
export interface AudioSettingsParts {
  readonly storage: StoragePort;
  readonly canIsolateVoice: boolean;
  /** The chosen microphone; `null`: the system's default. */
  readonly deviceId: ReadonlySignal<string | null>;
  /** The options in effect on the open microphone. */
  readonly effective: AudioSettingsModel["effective"];
  /** Called when an option changed, to apply it to a live microphone. */
  onOptions(): void;
  onInputVolume(): void;
  onOutputVolume(): void;
}

/** Microphone options and the input and output volume, stored in this browser and shared by its tabs. */
export class AudioSettings implements AudioSettingsModel {
  readonly #parts: AudioSettingsParts;
  readonly #options = {
    noiseSuppression: signal(audioDefaults.noiseSuppression),
    echoCancellation: signal(audioDefaults.echoCancellation),
    autoGainControl: signal(audioDefaults.autoGainControl),
    voiceIsolation: signal(audioDefaults.voiceIsolation),
  };
  readonly #inputVolume = signal(audioDefaults.inputVolume);
  readonly #outputVolume = signal(audioDefaults.outputVolume);
  readonly audioCaptureOptions: AudioSettingsModel["audioCaptureOptions"];

  constructor(parts: AudioSettingsParts) {
    this.#parts = parts;
    this.audioCaptureOptions = computed(() => {
      const options = {
        noiseSuppression: this.#options.noiseSuppression.value,
        echoCancellation: this.#options.echoCancellation.value,
        autoGainControl: this.#options.autoGainControl.value,
        voiceIsolation: this.#options.voiceIsolation.value,
      };
      const deviceId = parts.deviceId.value;
      return deviceId === null ? options : { ...options, deviceId };
    });
  }

  get options(): AudioSettingsModel["options"] {
    return this.#options;
  }
  get effective(): AudioSettingsModel["effective"] {
    return this.#parts.effective;
  }
  get canIsolateVoice(): boolean {
    return this.#parts.canIsolateVoice;
  }
  get inputVolume(): ReadonlySignal<number> {
    return this.#inputVolume;
  }
  get outputVolume(): ReadonlySignal<number> {
    return this.#outputVolume;
  }

  start(): () => void {
    this.#load();
    return this.#parts.storage.onChange(key, () => this.#load());
  }

  update(patch: Parameters<AudioSettingsModel["update"]>[0]): void {
    this.#assign(patch);
    const options = audioOptions.map((option) => [option, this.#options[option].peek()]);
    this.#parts.storage.write(key, {
      version: 1,
      ...Object.fromEntries(options),
      inputVolume: this.#inputVolume.peek(),
      outputVolume: this.#outputVolume.peek(),
    });
  }

  toggle(option: AudioOption): void {
    this.update({ [option]: !this.#options[option].peek() });
  }

  reset(): void {
    this.update(audioDefaults);
  }

  #load(): void {
    this.#assign(readVersion1(this.#parts.storage, key));
  }

  /** Assigns the valid values, ignores the others, and calls back for each change. */
  #assign(values: Readonly<Record<string, unknown>>): void {
    const optionsBefore = this.audioCaptureOptions.peek();
    const inputBefore = this.#inputVolume.peek();
    const outputBefore = this.#outputVolume.peek();
    batch(() => {
      for (const option of audioOptions) {
        const signal = this.#options[option];
        signal.value = booleanOf(values[option]) ?? signal.peek();
      }
      for (const name of ["inputVolume", "outputVolume"] as const) {
        const signal = name === "inputVolume" ? this.#inputVolume : this.#outputVolume;
        signal.value = Math.round(numberWithin(values[name], 0, 100) ?? signal.peek());
      }
    });
    const isSame = audioOptions.every((option) =>
      optionsBefore[option] === this.#options[option].peek()
    );
    if (!isSame) this.#parts.onOptions();
    if (inputBefore !== this.#inputVolume.peek()) this.#parts.onInputVolume();
    if (outputBefore !== this.#outputVolume.peek()) this.#parts.onOutputVolume();
  }
}

/** Constraints for `getUserMedia`, best first: the chosen microphone, then any. */
export function microphoneConstraints(
  { deviceId, voiceIsolation, ...options }: AudioSettingsModel["audioCaptureOptions"]["value"],
): MediaTrackConstraints[] {
  // `exact` fails in Chromium on Linux, which lists voice isolation without having it.
  const wanted = voiceIsolation ? { ...options, voiceIsolation: { ideal: true } } : options;
  return deviceId === undefined ? [wanted] : [{ ...wanted, deviceId: { exact: deviceId } }, wanted];
}
