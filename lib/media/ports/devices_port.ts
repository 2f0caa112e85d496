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
  /** Abilities of this browser. */
  readonly canCaptureScreen: boolean;
  readonly canSelectOutput: boolean;
  readonly canIsolateVoice: boolean;
  /** A hand-held device with a camera on each side. */
  readonly canChooseFacing: boolean;
  /**
   * Opens one device. May show the browser's prompt, so call it only in a click.
   *
   * @throws {MediaFailure}
   */
  capture(kind: CaptureKind, constraints: MediaTrackConstraints): Promise<MediaStream>;
  /**
   * Shows the browser's dialog to choose a screen, window or tab, with its sound if there is one. Needs a click.
   *
   * @throws {MediaFailure} `dismissed` if the person cancelled.
   */
  captureScreen(): Promise<MediaStream>;
  /** Lists the devices; never prompts. */
  list(): Promise<readonly ListedDevice[]>;
  /** Queries the permission of a kind; `null` if the browser has no answer (Firefox, older Safari). */
  queryPermission(kind: CaptureKind): Promise<PermissionState | null>;
  /** Calls back when devices come or go, or a permission changes; returns how to stop. */
  onChange(listener: () => void): () => void;
}
