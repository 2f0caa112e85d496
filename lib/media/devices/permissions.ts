import { type ReadonlySignal, signal } from "@preact/signals";
import type { CaptureKind, Permission } from "../ports/call_types.ts";
import type { DevicesPort } from "../ports/devices_port.ts";
import type { MediaFailure } from "../base/media_failure.ts";

/** The permission of each kind, from the browser's answers and from the results of captures. */
export class Permissions {
  readonly #devices: DevicesPort;
  readonly #isOpen: (kind: CaptureKind) => boolean;
  readonly #states = {
    microphone: signal<Permission>("prompt"),
    camera: signal<Permission>("prompt"),
  };

  /** @param isOpen Whether a kind is being captured: then it is granted, whatever the browser answers. */
  constructor(devices: DevicesPort, isOpen: (kind: CaptureKind) => boolean) {
    this.#devices = devices;
    this.#isOpen = isOpen;
  }

  get states(): Readonly<Record<CaptureKind, ReadonlySignal<Permission>>> {
    return this.#states;
  }

  /** Queries the browser. Never shows a prompt. */
  async refresh(kind: CaptureKind): Promise<Permission> {
    const said = await this.#devices.queryPermission(kind);
    const state = this.#states[kind];
    // The browser's "granted" does not include the system's permission; only a capture proves that.
    const isKnownBetter = said === null || this.#isOpen(kind) ||
      said === "granted" && state.peek() === "blocked-by-system";
    if (!isKnownBetter) state.value = said;
    return state.peek();
  }

  /** Updates the state after a capture that succeeded (`null`) or failed. */
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
