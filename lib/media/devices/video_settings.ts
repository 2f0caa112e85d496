import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { VideoPreset, VideoSettingsModel } from "../ports/call_types.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { booleanOf, oneOf, readVersion1 } from "../base/stored_values.ts";

const key = "madang.video";

/** The spec's presets in pixels, largest first. */
export const videoPresets: Readonly<Record<VideoPreset, { width: number; height: number }>> = {
  "1080p": { width: 1920, height: 1080 },
  "720p": { width: 1280, height: 720 },
  "480p": { width: 640, height: 480 },
};

const presets = ["1080p", "720p", "480p"] as const;
const facingModes = ["user", "environment"] as const;

/** The frame rates to choose from, in frames a second. */
export const frameRates: readonly number[] = [15, 24, 30];

/** The spec's default resolution, and our other defaults. */
const videoDefaults: Readonly<Chosen> = {
  resolution: "720p",
  frameRate: 30,
  facingMode: "user",
  isMirrored: true,
};

interface Chosen {
  resolution: VideoPreset;
  frameRate: number;
  facingMode: "user" | "environment";
  isMirrored: boolean;
}

/** Dependencies of `VideoSettings`. */
export interface VideoSettingsParts {
  readonly storage: StoragePort;
  /** The chosen camera; `null`: by `facingMode`, or the system's default. */
  readonly deviceId: ReadonlySignal<string | null>;
  readonly canChooseFacing: boolean;
  /** The camera's open stream; `null` while closed. Read inside `computed`. */
  picture(): MediaStream | null;
  /** Called when `facingMode` is set, to forget the chosen camera. */
  onFacing(): void;
  /** Called when an option changed, to apply it to a live camera. */
  onOptions(): void;
}

/** Camera options, stored in this browser and shared by its tabs. */
export class VideoSettings implements VideoSettingsModel {
  readonly #parts: VideoSettingsParts;
  readonly #resolution = signal(videoDefaults.resolution);
  readonly #frameRate = signal(videoDefaults.frameRate);
  readonly #facingMode = signal(videoDefaults.facingMode);
  readonly #isMirrored = signal(videoDefaults.isMirrored);
  readonly videoCaptureOptions: VideoSettingsModel["videoCaptureOptions"];
  readonly effective: ReadonlySignal<MediaTrackSettings | null>;

  constructor(parts: VideoSettingsParts) {
    this.#parts = parts;
    this.videoCaptureOptions = computed(() => {
      const frameRate = this.#frameRate.value;
      const options = {
        resolution: { ...videoPresets[this.#resolution.value], frameRate },
        facingMode: this.#facingMode.value,
      };
      const deviceId = parts.deviceId.value;
      return deviceId === null ? options : { ...options, deviceId };
    });
    this.effective = computed(() => parts.picture()?.getVideoTracks()[0].getSettings() ?? null);
  }

  get resolution(): ReadonlySignal<VideoPreset> {
    return this.#resolution;
  }
  get frameRate(): ReadonlySignal<number> {
    return this.#frameRate;
  }
  get facingMode(): ReadonlySignal<"user" | "environment"> {
    return this.#facingMode;
  }
  get isMirrored(): ReadonlySignal<boolean> {
    return this.#isMirrored;
  }

  get canChooseFacing(): boolean {
    return this.#parts.canChooseFacing;
  }

  start(): () => void {
    this.#load();
    return this.#parts.storage.onChange(key, () => this.#load());
  }

  setResolution(resolution: VideoPreset): void {
    this.#update({ resolution });
  }
  setFrameRate(frameRate: number): void {
    this.#update({ frameRate });
  }
  setFacingMode(facingMode: "user" | "environment"): void {
    const isOtherCamera = this.#parts.deviceId.peek() !== null &&
      facingMode === this.#facingMode.peek();
    this.#parts.onFacing();
    this.#update({ facingMode });
    if (isOtherCamera) this.#parts.onOptions();
  }
  setMirrored(isMirrored: boolean): void {
    this.#update({ isMirrored });
  }
  reset(): void {
    this.#update(videoDefaults);
  }

  #update(patch: Partial<Chosen>): void {
    this.#assign(patch);
    const chosen: Chosen = {
      resolution: this.#resolution.peek(),
      frameRate: this.#frameRate.peek(),
      facingMode: this.#facingMode.peek(),
      isMirrored: this.#isMirrored.peek(),
    };
    this.#parts.storage.write(key, { version: 1, ...chosen });
  }

  #load(): void {
    this.#assign(readVersion1(this.#parts.storage, key));
  }

  #assign(values: Readonly<Partial<Record<keyof Chosen, unknown>>>): void {
    const before = this.videoCaptureOptions.peek();
    batch(() => {
      this.#resolution.value = oneOf(values.resolution, presets) ?? this.#resolution.peek();
      this.#frameRate.value = oneOf(values.frameRate, frameRates) ?? this.#frameRate.peek();
      this.#facingMode.value = oneOf(values.facingMode, facingModes) ?? this.#facingMode.peek();
      this.#isMirrored.value = booleanOf(values.isMirrored) ?? this.#isMirrored.peek();
    });
    const now = this.videoCaptureOptions.peek();
    const isSame = before.facingMode === now.facingMode &&
      before.resolution.height === now.resolution.height &&
      before.resolution.frameRate === now.resolution.frameRate;
    if (!isSame) this.#parts.onOptions();
  }
}

/** The chosen resolution, frame rate, facing mode and device. */
export type CameraOptions = VideoSettingsModel["videoCaptureOptions"]["value"];

/**
 * Constraints for `getUserMedia`, best first: the chosen camera at the chosen resolution, then any camera at
 * that and each lower one, then anything. Sizes are `ideal`: the browser gives the nearest.
 */
export function cameraConstraints(
  { deviceId, facingMode, resolution }: CameraOptions,
): MediaTrackConstraints[] {
  const { height, frameRate } = resolution;
  const sizes = presets.map((preset) => videoPresets[preset]).filter((size) =>
    size.height <= height
  )
    .map((size) => ({
      width: { ideal: size.width },
      height: { ideal: size.height },
      frameRate: { ideal: frameRate },
    }));
  const anyCamera = sizes.map((size) => ({ ...size, facingMode: { ideal: facingMode } }));
  const chosenCamera = deviceId === undefined
    ? []
    : sizes.slice(0, 1).map((size) => ({ ...size, deviceId: { exact: deviceId } }));
  return [...chosenCamera, ...anyCamera, {}];
}
