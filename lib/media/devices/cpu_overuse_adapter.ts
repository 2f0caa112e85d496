import { type ReadonlySignal, signal } from "@preact/signals";
import type { Capture } from "./capture.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { RoomPort } from "../ports/room_port.ts";
import type { CameraOptions } from "./video_settings.ts";

/** So long a machine may be out of breath, as it is whenever a camera begins. */
const patienceMs = 5000;

/** The last step: half the frames. */
const fewFrames = 15;

/** What a `CpuOveruseAdapter` is made of. */
export interface CpuOveruseAdapterParts {
  readonly page: PagePort;
  readonly camera: Capture;
  /** Sends the camera's picture as it is now. */
  resend(): Promise<void>;
  /** What was chosen in the settings. */
  chosen(): CameraOptions;
  /** Sizes that one can choose, best first. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
}

/**
 * Steps the camera's picture down, a preset at a time, where this machine cannot encode it: sent
 * late and in pieces it is worth less than a smaller one. What was chosen in the settings is kept; a
 * person who takes the step back is not overruled.
 */
export class CpuOveruseAdapter {
  readonly #parts: CpuOveruseAdapterParts;
  readonly #steps = signal(0);
  readonly #isReduced = signal(false);
  #isOverruled = false;
  #cancel = () => {};

  constructor(parts: CpuOveruseAdapterParts) {
    this.#parts = parts;
  }

  /** The picture is smaller than what was chosen. */
  get isReduced(): ReadonlySignal<boolean> {
    return this.#isReduced;
  }

  /** Nothing is on its way after this. */
  stop(): void {
    this.#cancel();
  }

  /** `room` says that the machine is out of breath; where it still is after a while, one step down. */
  reportOverload(room: RoomPort): void {
    this.#cancel();
    this.#cancel = this.#parts.page.after(patienceMs, async () => {
      if (await room.isOverloaded().catch(() => false)) this.#stepDown();
    });
  }

  /** What to ask the camera for. */
  limit(options: CameraOptions): CameraOptions {
    return this.#reduced(options, this.#steps.peek()) ?? options;
  }

  /** The whole picture again, and no steps from now on. */
  async restore(): Promise<void> {
    this.#isOverruled = true;
    await this.#apply(0);
  }

  /** Another picture was chosen: that one is tried in full. */
  reset(): void {
    this.#isOverruled = false;
    this.#steps.value = 0;
    this.#isReduced.value = false;
  }

  #stepDown(): void {
    const steps = this.#steps.peek() + 1;
    if (!this.#isOverruled && this.#reduced(this.#parts.chosen(), steps)) this.#apply(steps);
  }

  async #apply(steps: number): Promise<void> {
    this.#steps.value = steps;
    this.#isReduced.value = steps > 0;
    await this.#parts.camera.reapplyConstraints();
    await this.#parts.resend();
  }

  /** `steps` below `options`: each lower preset, then fewer frames. `null`: there is nothing so low. */
  #reduced(options: CameraOptions, steps: number): CameraOptions | null {
    if (steps === 0) return options;
    const { height, frameRate } = options.resolution;
    const lower = this.#parts.sizes.filter((size) => size.height < height);
    if (steps <= lower.length) {
      return { ...options, resolution: { ...lower[steps - 1], frameRate } };
    }
    if (steps > lower.length + 1 || frameRate <= fewFrames) return null;
    const { width, height: lowest } = lower.at(-1) ?? options.resolution;
    return { ...options, resolution: { width, height: lowest, frameRate: fewFrames } };
  }
}
