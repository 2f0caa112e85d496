import type { CaptureKind, DeviceKind } from "./call_types.ts";

/** One device as the browser lists it; ids and labels are empty before the first grant. */
export interface ListedDevice {
  readonly kind: DeviceKind;
  readonly deviceId: string;
  /** Devices of one piece of hardware share it. */
  readonly groupId: string;
  readonly label: string;
}

/** Cameras, microphones and speakers of this machine: `navigator.mediaDevices`, or a fake. */
export interface DevicesPort {
  /** What this browser can do at all. */
  readonly canCaptureScreen: boolean;
  readonly canSelectOutput: boolean;
  readonly canIsolateVoice: boolean;
  /** A device that one holds, with a camera on each side. */
  readonly canChooseFacing: boolean;
  /**
   * Opens one device. May show the browser's question, so call it for a click only.
   *
   * @throws {MediaFailure}
   */
  capture(kind: CaptureKind, constraints: MediaTrackConstraints): Promise<MediaStream>;
  /**
   * Asks for a screen, a window or a tab, with its sound where there is one. Needs a click.
   *
   * @throws {MediaFailure} `dismissed` where the person changed their mind.
   */
  captureScreen(): Promise<MediaStream>;
  /** Lists devices; never asks for permission. */
  list(): Promise<readonly ListedDevice[]>;
  /** What the browser says about a kind, or `null` where it cannot be asked (Firefox, older Safari). */
  queryPermission(kind: CaptureKind): Promise<PermissionState | null>;
  /** Calls back when devices come or go, or a permission changes; returns how to stop. */
  onChange(listener: () => void): () => void;
}
