import type { Signal } from "@preact/signals";
import type { Device, DeviceKind, DeviceNotice } from "../ports/call_types.ts";
import type { ListedDevice } from "../ports/devices_port.ts";
import type { DeviceSelection } from "./device_selection.ts";

/** The result of losing a device that was open. */
export interface DeviceLoss {
  /** The notice to show; `null` where an error says it already. */
  readonly news: "gone" | "lost" | null;
  /** The loss switched the microphone or the camera off, so `useAgain` switches it on. */
  readonly wasSwitchedOff: boolean;
}

/** Dependencies of `UnpluggedDevices`. */
export interface UnpluggedDevicesParts {
  readonly selection: DeviceSelection;
  /** Whether a device of this kind is in use now. */
  isUsed(kind: DeviceKind): boolean;
  /** Switches to the device that is selected now. */
  onDevice(kind: DeviceKind): Promise<void>;
  /** Called when a device that was away is offered again. */
  onBack(kind: DeviceKind): void;
  /** Switches a kind on again, in a click. */
  switchOn(kind: DeviceKind): Promise<void>;
}

/**
 * Handles chosen devices that are unplugged, plugged in again, or in use by another app, and sets the
 * notice about them. While the chosen device is away, the system's default is used. When it is back it is
 * offered and not taken, since the person may be speaking into the other one.
 */
export class UnpluggedDevices {
  readonly #parts: UnpluggedDevicesParts;
  /** Set here only; `MediaDevices` may clear it. */
  readonly #notice: Signal<DeviceNotice | null>;
  readonly #losses = new Map<DeviceKind, DeviceLoss>();

  constructor(parts: UnpluggedDevicesParts, notice: Signal<DeviceNotice | null>) {
    this.#parts = parts;
    this.#notice = notice;
  }

  /** The track of `kind` ended by itself; `loss` tells whether another device replaced it. */
  captureEnded(kind: DeviceKind, label: string, loss: DeviceLoss): void {
    this.#losses.set(kind, loss);
    if (loss.news) this.#notify(loss.news, kind, label);
    else if (this.#notice.peek()?.kind === kind) this.#dismiss();
  }

  /** The chosen device is in use by another app, and another one was opened. Each opening tries the chosen one first. */
  reportInUse(kind: DeviceKind, label: string): void {
    this.#notify("held", kind, label);
  }

  /** A capture of `kind` opened: forget its loss, and the notice that no longer applies. */
  captureOpened(kind: DeviceKind): void {
    this.#losses.delete(kind);
    const { type, kind: said } = this.#notice.peek() ?? {};
    const isOver = type === "lost" || type === "held" ||
      type === "back" && !this.#parts.selection.isAway(kind);
    if (isOver && said === kind) this.#dismiss();
  }

  /** Compares the devices of a kind `before` and `now`; `listed` are all devices of the new list. */
  compareLists(
    kind: DeviceKind,
    before: readonly Device[],
    now: readonly Device[],
    listed: readonly ListedDevice[],
  ): void {
    // Without permission, ids are empty: such a list does not tell which devices are gone.
    const isNamed = listed.every((device) => device.deviceId !== "");
    if (!isNamed || before.length + now.length === 0) return;
    const { selection, isUsed } = this.#parts;
    const chosen = selection.chosen[kind].peek();
    if (chosen === null) {
      const isBack = before.length === 0 && now.length > 0;
      if (isBack && this.#losses.get(kind)?.wasSwitchedOff) {
        this.#notify("back", kind, now[0].label);
      }
      return;
    }
    const found = now.find((device) => device.deviceId === chosen);
    if (!found && !selection.isAway(kind)) this.#fallBack(kind, before, now, chosen);
    if (found && selection.isAway(kind)) {
      const isOffered = isUsed(kind) || this.#losses.get(kind)?.wasSwitchedOff;
      if (!isOffered) selection.setAway(kind, false);
      else if (!has(before, chosen)) this.#notify("back", kind, found.label);
    }
  }

  /** Switches to the device that is back or was in use, and on again if its loss had switched it off. */
  async useAgain(): Promise<void> {
    const { type, kind } = this.#notice.peek() ?? {};
    if (type !== "back" && type !== "held" || kind === undefined) return;
    const isToSwitchOn = this.#losses.get(kind)?.wasSwitchedOff;
    this.forget(kind);
    this.#parts.selection.setAway(kind, false);
    await this.#parts.onDevice(kind);
    if (isToSwitchOn) await this.#parts.switchOn(kind);
  }

  /** Another device was chosen: forget the loss of this kind and its notice. */
  forget(kind: DeviceKind): void {
    this.#losses.delete(kind);
    if (this.#notice.peek()?.kind === kind) this.#dismiss();
  }

  #dismiss(): void {
    this.#notice.value = null;
  }

  #fallBack(
    kind: DeviceKind,
    before: readonly Device[],
    now: readonly Device[],
    chosen: string,
  ): void {
    this.#parts.selection.setAway(kind, true);
    // A capture's track ends, which replaces it. A speaker gives no event.
    if (kind === "speaker") this.#parts.onDevice(kind);
    const label = before.find((device) => device.deviceId === chosen)?.label;
    if (label === undefined || !this.#parts.isUsed(kind)) return;
    this.#notify(now.length > 0 ? "gone" : "lost", kind, label);
  }

  #notify(type: DeviceNotice["type"], kind: DeviceKind, label: string): void {
    this.#notice.value = { type, kind, label };
    if (type === "back") this.#parts.onBack(kind);
  }
}

function has(devices: readonly Device[], deviceId: string): boolean {
  return devices.some((device) => device.deviceId === deviceId);
}
