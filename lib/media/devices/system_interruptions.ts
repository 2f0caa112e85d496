import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { CaptureKind } from "../ports/call_types.ts";
import type { Capture } from "./capture.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { LocalTrackToggle } from "./local_track_toggle.ts";

/** Browsers mute a track for a moment while a headset is plugged in: that is no news. */
const graceMs = 1000;

const kinds = ["microphone", "camera"] as const;

/** What a `SystemInterruptions` is made of. */
export interface SystemInterruptionsParts {
  readonly page: PagePort;
  readonly captures: Readonly<Record<CaptureKind, Capture>>;
  readonly sources: Readonly<Record<CaptureKind, LocalTrackToggle>>;
}

/**
 * What the system took while it was on: a phone call, Siri, the lock, another app. It is off from
 * then on, for the others too, and on again by a click alone, since nobody knows whether whoever it
 * belongs to is still there. Where the system gives it back it is news no longer, and stays off.
 */
export class SystemInterruptions {
  readonly #parts: SystemInterruptionsParts;
  readonly #kinds = signal<readonly CaptureKind[]>([]);

  constructor(parts: SystemInterruptionsParts) {
    this.#parts = parts;
  }

  /** Empty most of the time. */
  get kinds(): ReadonlySignal<readonly CaptureKind[]> {
    return this.#kinds;
  }

  /** Watches both devices, until the answered function is called. */
  start(): () => void {
    const stops = kinds.map((kind) => this.#watch(kind));
    return () => stops.forEach((stop) => stop());
  }

  /** Opens anew what was taken, in the click that asks for it. */
  async takeBack(): Promise<void> {
    const interrupted = this.#kinds.peek();
    this.#kinds.value = [];
    await Promise.all(interrupted.map((kind) => this.#parts.sources[kind].setEnabled(true)));
  }

  #watch(kind: CaptureKind): () => void {
    const { page, captures, sources } = this.#parts;
    const isOn = sources[kind].isEnabled;
    let cancelGrace = () => {};
    const check = () => {
      cancelGrace();
      if (!captures[kind].isInterrupted.peek()) return;
      cancelGrace = page.after(graceMs, () => {
        // iOS pauses the camera of every page that is not seen, and gives it back.
        if (isOn.peek() && (kind === "microphone" || page.isVisible())) this.#interrupt(kind);
      });
    };
    const stops = [
      effect(() => {
        const isSilenced = captures[kind].isInterrupted.value;
        untracked(() => {
          check();
          if (isSilenced) return;
          this.#clear(kind);
          sources[kind].endPause();
        });
      }),
      // Switched on again by hand.
      effect(() => {
        if (isOn.value) untracked(() => this.#clear(kind));
      }),
      page.onVisible(check),
      // Ended as well: it never comes back by itself, and the SDK mutes it within the grace.
      captures[kind].onEnded(() => {
        if (captures[kind].isInterrupted.peek() && isOn.peek()) this.#interrupt(kind);
      }),
      () => cancelGrace(),
    ];
    return () => stops.forEach((stop) => stop());
  }

  #interrupt(kind: CaptureKind): void {
    this.#kinds.value = kinds.filter((one) => one === kind || this.#kinds.peek().includes(one));
    this.#parts.sources[kind].pause();
  }

  #clear(kind: CaptureKind): void {
    if (!this.#kinds.peek().includes(kind)) return;
    this.#kinds.value = this.#kinds.peek().filter((one) => one !== kind);
  }
}
