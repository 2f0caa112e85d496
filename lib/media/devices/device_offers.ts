import type { Signal } from "@preact/signals";
import type { Device, DeviceKind, DeviceNotice } from "../ports/call_types.ts";
import type { ListedDevice } from "../ports/devices_port.ts";
import { type DeviceSelection, isAlias } from "./device_selection.ts";

/** Dependencies of `DeviceOffers`. */
export interface DeviceOffersParts {
  readonly selection: DeviceSelection;
  readonly port: { readonly canSelectOutput: boolean };
  /** Whether a device of this kind is in use now. */
  isUsed(kind: DeviceKind): boolean;
  /** Chooses a device, and switches to it. */
  select(kind: DeviceKind, deviceId: string): Promise<void>;
}

/** In this order the kinds of one piece of hardware name it. */
const kinds: readonly DeviceKind[] = ["microphone", "camera", "speaker"];

/**
 * Offers devices that were never chosen: one that was just plugged in (a headset with its microphone and its speaker
 * together), or a microphone that hears something while the chosen one is silent. Each piece of hardware is offered once a
 * page.
 */
export class DeviceOffers {
  readonly #parts: DeviceOffersParts;
  readonly #notice: Signal<DeviceNotice | null>;
  /** The devices of the present notice. */
  #offered: readonly ListedDevice[] = [];
  readonly #groups = new Set<string>();

  constructor(parts: DeviceOffersParts, notice: Signal<DeviceNotice | null>) {
    this.#parts = parts;
    this.#notice = notice;
  }

  /** Compares two lists of all devices, and offers what was plugged in between them. */
  compareLists(before: readonly ListedDevice[], now: readonly ListedDevice[]): void {
    this.#withdraw(now);
    const added = now.filter((device) => isNew(device, before) && this.#isUseful(device, now));
    if (added.length === 0 || this.#notice.peek()?.type === "back") return;
    const group = groupOf(added[0]);
    const hardware = added.filter((device) => groupOf(device) === group);
    // The microphone and the speaker of one headset may be listed one after the other.
    const isMore = this.#isOpen("new") && groupOf(this.#offered[0]) === group;
    if (isMore) return this.#offer("new", [...this.#offered, ...hardware]);
    if (this.#groups.has(group)) return;
    if (hardware.some(({ kind }) => this.#parts.isUsed(kind))) this.#offer("new", hardware);
  }

  /** Another microphone hears something, and the chosen one does not. */
  offerMicrophone({ deviceId, label }: Device): void {
    this.#offer("heard", [{ kind: "microphone", deviceId, label, groupId: "" }]);
  }

  /** Chooses the devices of the notice. Returns whether there were any. */
  async use(): Promise<boolean> {
    if (!this.#isOpen("new") && !this.#isOpen("heard")) return false;
    const offered = this.#offered;
    this.#notice.value = null;
    await Promise.all(offered.map(({ kind, deviceId }) => this.#parts.select(kind, deviceId)));
    return true;
  }

  #isOpen(type: DeviceNotice["type"]): boolean {
    return this.#notice.peek()?.type === type;
  }

  #offer(type: "new" | "heard", devices: readonly ListedDevice[]): void {
    const [first] = [...devices].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
    this.#offered = devices;
    this.#groups.add(groupOf(first));
    this.#notice.value = { type, kind: first.kind, label: first.label };
  }

  /** Ends an offer whose device was unplugged, or became the system's default and is used already. */
  #withdraw(now: readonly ListedDevice[]): void {
    if (!this.#isOpen("new")) return;
    const left = this.#offered.filter((device) =>
      now.some(({ kind, deviceId }) => kind === device.kind && deviceId === device.deviceId) &&
      this.#isUseful(device, now)
    );
    if (left.length === 0) this.#notice.value = null;
    else this.#offered = left;
  }

  /** Whether choosing it would change anything. */
  #isUseful({ kind, deviceId, groupId }: ListedDevice, now: readonly ListedDevice[]): boolean {
    const { selection, port } = this.#parts;
    if (kind === "speaker" && !port.canSelectOutput) return false;
    if (selection.chosen[kind].peek() === deviceId) return false;
    // With the system's default the track moves by itself.
    const isDefault = now.some((device) =>
      device.kind === kind && device.deviceId === "default" && device.groupId === groupId
    );
    return selection.used[kind].peek() !== null || !isDefault;
  }
}

/** The piece of hardware that a device belongs to; some browsers do not tell. */
function groupOf({ groupId, deviceId }: ListedDevice): string {
  return groupId || deviceId;
}

/**
 * Whether a device was plugged in since `before`. Before a permission lists have no ids, and with no device of a kind the
 * first one is used by itself.
 */
function isNew(device: ListedDevice, before: readonly ListedDevice[]): boolean {
  const known = before.filter(({ kind }) => kind === device.kind);
  return !isAlias(device.deviceId) && known.length > 0 &&
    known.every(({ deviceId }) => deviceId !== "" && deviceId !== device.deviceId);
}
