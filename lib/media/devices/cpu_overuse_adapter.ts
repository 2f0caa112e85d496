import { type ReadonlySignal, signal } from "@preact/signals";
import type { Capture } from "./capture.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { RoomPort } from "../ports/room_port.ts";
import type { CameraOptions } from "./video_settings.ts";

/** An overload shorter than this is ignored: every camera causes one when it starts. */
const toleratedMs = 5000;

/** Frames a second of the last step. */
const fewFrames = 15;

/** Dependencies of a `CpuOveruseAdapter`. */
export interface CpuOveruseAdapterParts {
  readonly page: PagePort;
  readonly camera: Capture;
  /** Publishes the camera's track again, in its present size. */
  resend(): Promise<void>;
  /** The options chosen in the settings. */
  chosen(): CameraOptions;
  /** The preset sizes, largest first. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
}

/**
 * Lowers the camera's resolution, one preset at a time, while this machine's CPU cannot encode it in
 * time; the last step lowers the frame rate. The choice in the settings is kept, and after `restore()`
 * the picture is not lowered again until another one is chosen.
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

  /** True while the picture is smaller or slower than chosen. */
  get isReduced(): ReadonlySignal<boolean> {
    return this.#isReduced;
  }

  /** Cancels a pending check. */
  stop(): void {
    this.#cancel();
  }

  /** `room` reported an overload: lower the picture one step if it still lasts 5 s later. */
  reportOverload(room: RoomPort): void {
    this.#cancel();
    this.#cancel = this.#parts.page.after(toleratedMs, async () => {
      if (await room.isOverloaded().catch(() => false)) this.#stepDown();
    });
  }

  /** The given options, lowered by the present number of steps. */
  limit(options: CameraOptions): CameraOptions {
    return this.#reduced(options, this.#steps.peek()) ?? options;
  }

  /** Sends the chosen picture again, and lowers it no more. */
  async restore(): Promise<void> {
    this.#isOverruled = true;
    await this.#apply(0);
  }

  /** Another picture was chosen: start again without steps. */
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

  /** `options` lowered by `steps`: each lower preset, then fewer frames. `null` if there are fewer steps. */
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
