import { type ReadonlySignal, signal } from "@preact/signals";
import type { CaptureKind, Permission } from "../ports/call_types.ts";
import type { DevicesPort } from "../ports/devices_port.ts";
import type { MediaFailure } from "../base/media_failure.ts";

/** What may be captured, by kind: what the browser says, and what trying taught us. */
export class Permissions {
  readonly #devices: DevicesPort;
  readonly #isOpen: (kind: CaptureKind) => boolean;
  readonly #states = {
    microphone: signal<Permission>("prompt"),
    camera: signal<Permission>("prompt"),
  };

  /** @param isOpen Whether a kind is being captured, which proves more than any answer. */
  constructor(devices: DevicesPort, isOpen: (kind: CaptureKind) => boolean) {
    this.#devices = devices;
    this.#isOpen = isOpen;
  }

  get states(): Readonly<Record<CaptureKind, ReadonlySignal<Permission>>> {
    return this.#states;
  }

  /** Asks the browser what it would say; never asks the person. */
  async refresh(kind: CaptureKind): Promise<Permission> {
    const said = await this.#devices.queryPermission(kind);
    const state = this.#states[kind];
    // "granted" by the browser is not the system's consent: that only a capture proves.
    const isKnownBetter = said === null || this.#isOpen(kind) ||
      said === "granted" && state.peek() === "blocked-by-system";
    if (!isKnownBetter) state.value = said;
    return state.peek();
  }

  /** A capture succeeded (`null`) or failed. */
  learn(kind: CaptureKind, failure: MediaFailure | null): void {
    const state = this.#states[kind];
    switch (failure?.type) {
      case undefined:
        state.value = "granted";
        break;
      case "denied":
      case "blocked-by-system":
        state.value = failure.type;
        break;
      case "dismissed":
        state.value = "prompt";
    }
  }
}
