import type { Signal } from "@preact/signals";
import type { Device, DeviceKind, DeviceNotice } from "../ports/call_types.ts";
import type { ListedDevice } from "../ports/devices_port.ts";
import type { DeviceSelection } from "./device_selection.ts";

/** What came of it that a device went away. */
export interface DeviceLoss {
  /** `null`: said already, as an error. */
  readonly news: "gone" | "lost" | null;
  /** Its loss switched the microphone or the camera off: taking it back switches on again. */
  readonly wasSwitchedOff: boolean;
}

/** What `UnpluggedDevices` is made of. */
export interface UnpluggedDevicesParts {
  readonly selection: DeviceSelection;
  /** Whether a device of this kind is being used now. */
  isUsed(kind: DeviceKind): boolean;
  /** Another device is to be used from now on, by choice or because the default's hardware changed. */
  onDevice(kind: DeviceKind): Promise<void>;
  /** One of a kind is offered that had gone. */
  onBack(kind: DeviceKind): void;
  /** In a click: switches a kind on again that the loss of its device had switched off. */
  switchOn(kind: DeviceKind): Promise<void>;
}

/**
 * Devices that are unplugged and plugged in again. One that was chosen is not asked for while it
 * is away; back again it is offered, not taken: the other one may be what a person speaks into now.
 * Loaded once devices may be named; before, there is nothing to lose.
 */
export class UnpluggedDevices {
  readonly #parts: UnpluggedDevicesParts;
  /** Written here alone, but for its dismissal. */
  readonly #notice: Signal<DeviceNotice | null>;
  readonly #losses = new Map<DeviceKind, DeviceLoss>();

  constructor(parts: UnpluggedDevicesParts, notice: Signal<DeviceNotice | null>) {
    this.#parts = parts;
    this.#notice = notice;
  }

  /** What was captured ended by itself, and another one is used, or none. */
  captureEnded(kind: DeviceKind, label: string, end: DeviceLoss): void {
    this.#losses.set(kind, end);
    if (end.news) this.#notify(end.news, kind, label);
    else if (this.#notice.peek()?.kind === kind) this.#dismiss();
  }

  /** The chosen one is another app's for now, and another one is used; it is tried first again each time. */
  reportInUse(kind: DeviceKind, label: string): void {
    this.#notify("held", kind, label);
  }

  /** One of this kind works, taken by a person's own doing: nothing is to be switched on. */
  captureOpened(kind: DeviceKind): void {
    this.#losses.delete(kind);
    const { type, kind: said } = this.#notice.peek() ?? {};
    const isOver = type === "lost" || type === "held" ||
      type === "back" && !this.#parts.selection.isAway(kind);
    if (isOver && said === kind) this.#dismiss();
  }

  /** After each listing: what of a kind was known before, what is now, and all that was listed. */
  compareLists(
    kind: DeviceKind,
    before: readonly Device[],
    now: readonly Device[],
    listed: readonly ListedDevice[],
  ): void {
    // Entries without an id stand for devices that may not be named: nothing is gone.
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

  /** Takes the device that came back or was held, and switches on what its loss had switched off. */
  async useAgain(): Promise<void> {
    const { type, kind } = this.#notice.peek() ?? {};
    if (type !== "back" && type !== "held" || kind === undefined) return;
    const isToSwitchOn = this.#losses.get(kind)?.wasSwitchedOff;
    this.forget(kind);
    this.#parts.selection.setAway(kind, false);
    await this.#parts.onDevice(kind);
    if (isToSwitchOn) await this.#parts.switchOn(kind);
  }

  /** Another choice: what was lost matters no more. */
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
    // A capture ends with its device and is replaced then; a speaker falls silent without a word.
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
