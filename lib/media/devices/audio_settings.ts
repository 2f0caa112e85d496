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
  isStrong: false,
  isOriginal: false,
  inputVolume: 100,
  outputVolume: 100,
};

type AudioChoices = typeof audioDefaults;

/** The spec's options, in its order. */
export const audioOptions: readonly AudioOption[] = [
  "noiseSuppression",
  "echoCancellation",
  "autoGainControl",
  "voiceIsolation",
];
const switches = [...audioOptions, "isStrong", "isOriginal"] as const;
const volumes = ["inputVolume", "outputVolume"] as const;

/** Dependencies of `AudioSettings`. */
export interface AudioSettingsParts {
  readonly storage: StoragePort;
  readonly canIsolateVoice: boolean;
  /** The chosen microphone; `null`: the system's default. */
  readonly deviceId: ReadonlySignal<string | null>;
  /** The options in effect on the open microphone. */
  readonly effective: AudioSettingsModel["effective"];
  readonly quietState: AudioSettingsModel["quietState"];
  /**
   * Called when an option, *Strong* or the original sound changed, to apply it to a live microphone. `needsCapture`: only a
   * new capture has both sides of the sound, or one.
   */
  onOptions(needsCapture: boolean): void;
  onInputVolume(): void;
  onOutputVolume(): void;
}

/** Microphone options and the input and output volume, stored in this browser and shared by its tabs. */
export class AudioSettings implements AudioSettingsModel {
  readonly #parts: AudioSettingsParts;
  readonly options = {
    noiseSuppression: signal(audioDefaults.noiseSuppression),
    echoCancellation: signal(audioDefaults.echoCancellation),
    autoGainControl: signal(audioDefaults.autoGainControl),
    voiceIsolation: signal(audioDefaults.voiceIsolation),
  };
  readonly #choices = {
    ...this.options,
    isStrong: signal(audioDefaults.isStrong),
    isOriginal: signal(audioDefaults.isOriginal),
    inputVolume: signal(audioDefaults.inputVolume),
    outputVolume: signal(audioDefaults.outputVolume),
  };
  readonly audioCaptureOptions: AudioSettingsModel["audioCaptureOptions"];
  readonly effective: AudioSettingsModel["effective"];
  readonly canIsolateVoice: boolean;
  readonly inputVolume: ReadonlySignal<number> = this.#choices.inputVolume;
  readonly outputVolume: ReadonlySignal<number> = this.#choices.outputVolume;
  readonly isStrong: ReadonlySignal<boolean> = this.#choices.isStrong;
  readonly isOriginal: ReadonlySignal<boolean> = this.#choices.isOriginal;
  readonly quietState: AudioSettingsModel["quietState"];

  constructor(parts: AudioSettingsParts) {
    this.#parts = parts;
    this.effective = parts.effective;
    this.canIsolateVoice = parts.canIsolateVoice;
    this.quietState = parts.quietState;
    this.audioCaptureOptions = computed(() => {
      const isOriginal = this.#choices.isOriginal.value;
      const of = (option: AudioOption) => this.options[option].value && !isOriginal;
      const deviceId = parts.deviceId.value;
      return {
        noiseSuppression: of("noiseSuppression"),
        echoCancellation: of("echoCancellation"),
        autoGainControl: of("autoGainControl"),
        voiceIsolation: of("voiceIsolation"),
        ...isOriginal && { channelCount: 2 },
        ...deviceId !== null && { deviceId },
      };
    });
  }

  start(): () => void {
    this.#load();
    return this.#parts.storage.onChange(key, () => this.#load());
  }

  update(patch: Partial<AudioChoices>): void {
    this.#assign(patch);
    this.#parts.storage.write(key, { version: 1, ...this.#chosen() });
  }

  toggle(option: AudioOption): void {
    this.update({ [option]: !this.options[option].peek() });
  }

  reset(): void {
    this.update(audioDefaults);
  }

  #load(): void {
    this.#assign(readVersion1(this.#parts.storage, key));
  }

  #chosen(): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(this.#choices).map(([name, signal]) => [name, signal.peek()]),
    );
  }

  /** Assigns the valid values, ignores the others, and calls back for each change. */
  #assign(values: Readonly<Record<string, unknown>>): void {
    const before = this.#chosen();
    const choices = this.#choices;
    batch(() => {
      // The browser's suppression, switched on by itself, takes the place of ours.
      if (values.noiseSuppression === true) choices.isStrong.value = false;
      for (const name of switches) {
        choices[name].value = booleanOf(values[name]) ?? choices[name].peek();
      }
      if (choices.isStrong.peek()) choices.noiseSuppression.value = false;
      for (const name of volumes) {
        const volume = numberWithin(values[name], 0, 100) ?? choices[name].peek();
        choices[name].value = Math.round(volume);
      }
    });
    const hasChanged = (name: keyof AudioChoices) => before[name] !== choices[name].peek();
    if (switches.some(hasChanged)) this.#parts.onOptions(hasChanged("isOriginal"));
    if (hasChanged("inputVolume")) this.#parts.onInputVolume();
    if (hasChanged("outputVolume")) this.#parts.onOutputVolume();
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
