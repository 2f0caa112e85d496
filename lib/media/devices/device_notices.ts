import type { Signal } from "@preact/signals";
import type { Device, DeviceKind, DeviceNotice } from "../ports/call_types.ts";
import type { ListedDevice } from "../ports/devices_port.ts";
import { DeviceOffers, type DeviceOffersParts } from "./device_offers.ts";
import { isAlias } from "./device_selection.ts";
import { UnpluggedDevices, type UnpluggedDevicesParts } from "./unplugged_devices.ts";

/** The devices of one kind in a list, without Chromium's entries for the system's defaults. */
export function devicesOf(listed: readonly ListedDevice[], kind: DeviceKind): readonly Device[] {
  return listed.filter((device) => device.kind === kind && !isAlias(device.deviceId))
    .map(({ deviceId, label }) => ({ deviceId, label }));
}

/**
 * The two sources of the one notice about devices: chosen ones that went or came back, and others that are offered. Loaded
 * with the first device list that has labels.
 */
export class DeviceNotices {
  readonly unplugged: UnpluggedDevices;
  readonly offers: DeviceOffers;

  constructor(
    parts: UnpluggedDevicesParts & DeviceOffersParts,
    notice: Signal<DeviceNotice | null>,
  ) {
    this.unplugged = new UnpluggedDevices(parts, notice);
    this.offers = new DeviceOffers(parts, notice);
  }

  /** Compares two lists of all devices. */
  compareLists(before: readonly ListedDevice[], now: readonly ListedDevice[]): void {
    for (const kind of ["microphone", "speaker", "camera"] as const) {
      this.unplugged.compareLists(kind, devicesOf(before, kind), devicesOf(now, kind), now);
    }
    this.offers.compareLists(before, now);
  }

  /** Switches to the device of the notice. */
  async useOffered(): Promise<void> {
    if (!await this.offers.use()) await this.unplugged.useAgain();
  }
}
