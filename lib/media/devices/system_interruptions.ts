import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { CaptureKind } from "../ports/call_types.ts";
import type { Capture } from "./capture.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { LocalTrackToggle } from "./local_track_toggle.ts";

/** Shorter interruptions are ignored: browsers mute a track while a headset is plugged in. */
const graceMs = 1000;

const kinds = ["microphone", "camera"] as const;

/** Dependencies of `SystemInterruptions`. */
export interface SystemInterruptionsParts {
  readonly page: PagePort;
  readonly captures: Readonly<Record<CaptureKind, Capture>>;
  readonly sources: Readonly<Record<CaptureKind, LocalTrackToggle>>;
}

/**
 * Switches a device off when the system takes it while it is on (a phone call, Siri, the lock screen,
 * another app), and lists it in `kinds`. Only a click switches it on again, since its person may have
 * left. When the system gives the device back, it leaves the list and stays off.
 */
export class SystemInterruptions {
  readonly #parts: SystemInterruptionsParts;
  readonly #kinds = signal<readonly CaptureKind[]>([]);

  constructor(parts: SystemInterruptionsParts) {
    this.#parts = parts;
  }

  /** The kinds that the system has taken and that are still off. */
  get kinds(): ReadonlySignal<readonly CaptureKind[]> {
    return this.#kinds;
  }

  /** Watches both devices until the returned function is called. */
  start(): () => void {
    const stops = kinds.map((kind) => this.#watch(kind));
    return () => stops.forEach((stop) => stop());
  }

  /** Switches on every listed kind. Call it in a click. */
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
        // iOS pauses the camera of a hidden page, and gives it back.
        if (isOn.peek() && (kind === "microphone" || page.isVisible())) this.#interrupt(kind);
      });
    };
    const stops = [
      effect(() => {
        const isInterrupted = captures[kind].isInterrupted.value;
        untracked(() => {
          check();
          if (isInterrupted) return;
          this.#clear(kind);
          sources[kind].endPause();
        });
      }),
      // The person switched it on again. The system may have taken it while it was being switched on.
      effect(() => {
        if (!isOn.value) return;
        untracked(() => {
          this.#clear(kind);
          check();
        });
      }),
      page.onVisible(check),
      // A track that is interrupted and then ends never comes back, and the SDK mutes it before `graceMs` is over.
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
