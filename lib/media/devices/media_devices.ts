import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { lateCode } from "../../contract/late_code.ts";
import type { Capture } from "./capture.ts";
import type {
  CaptureKind,
  Device,
  DeviceKind,
  DeviceNotice,
  MediaDevicesModel,
  MediaError,
  Permission,
} from "../ports/call_types.ts";
import type { DeviceNotices } from "./device_notices.ts";
import { isAlias } from "./device_selection.ts";
import type { DevicesPort, ListedDevice } from "../ports/devices_port.ts";
import type { DeviceLoss, UnpluggedDevicesParts } from "./unplugged_devices.ts";
import { asMediaFailure, type MediaFailure } from "../base/media_failure.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { Permissions } from "./permissions.ts";

/** Plugging in one headset fires many `devicechange` events. */
const changeDebounceMs = 250;

/** The holder name of a permission request in its `Capture`. */
const permissionHolder = "permission";

/** Dependencies of `MediaDevices`. */
export interface MediaDevicesParts extends UnpluggedDevicesParts {
  readonly port: DevicesPort;
  readonly page: PagePort;
  readonly permissions: Permissions;
  readonly captures: Readonly<Record<CaptureKind, Capture>>;
  /** Called when a device opened only after a refused first choice. */
  onRefused(refused: MediaFailure): void;
}

/** The devices to choose from. Only `requestPermission` prompts; listing never does. */
export class MediaDevices implements MediaDevicesModel {
  readonly #parts: MediaDevicesParts;
  readonly #lists = {
    microphone: signal<readonly Device[]>([]),
    speaker: signal<readonly Device[]>([]),
    camera: signal<readonly Device[]>([]),
  };
  readonly #errors = {
    microphone: signal<MediaError | null>(null),
    camera: signal<MediaError | null>(null),
  };
  readonly #notice = signal<DeviceNotice | null>(null);
  #notices: DeviceNotices | null = null;
  /** The last list of all devices. */
  #listed: readonly ListedDevice[] = [];
  readonly #askedOnce = new Set<CaptureKind>();
  #listing: Promise<void> | null = null;
  #isListStale = false;
  #cancelDebounce: (() => void) | null = null;
  /** The hardware behind the system's default microphone. */
  #defaultGroupId: string | null = null;

  readonly selectedInput = this.#selected("microphone");
  readonly selectedOutput = this.#selected("speaker");
  readonly selectedCamera = this.#selected("camera");

  constructor(parts: MediaDevicesParts) {
    this.#parts = parts;
  }

  get inputs(): ReadonlySignal<readonly Device[]> {
    return this.#lists.microphone;
  }
  get outputs(): ReadonlySignal<readonly Device[]> {
    return this.#lists.speaker;
  }
  get cameras(): ReadonlySignal<readonly Device[]> {
    return this.#lists.camera;
  }
  get canSelectOutput(): boolean {
    return this.#parts.port.canSelectOutput;
  }
  get permission(): Readonly<Record<CaptureKind, ReadonlySignal<Permission>>> {
    return this.#parts.permissions.states;
  }
  get error(): Readonly<Record<CaptureKind, ReadonlySignal<MediaError | null>>> {
    return this.#errors;
  }

  get notice(): ReadonlySignal<DeviceNotice | null> {
    return this.#notice;
  }

  start(): () => void {
    const { port, page } = this.#parts;
    const stop = port.onChange(() => {
      this.#cancelDebounce?.();
      this.#cancelDebounce = page.after(changeDebounceMs, () => this.refresh());
    });
    const stopSelection = this.#parts.selection.start((kind) => this.#applySelection(kind));
    this.refresh();
    return () => {
      stop();
      stopSelection();
      this.#cancelDebounce?.();
    };
  }

  async requestPermission(kind: CaptureKind): Promise<Permission> {
    const { permissions, captures } = this.#parts;
    const before = await permissions.refresh(kind);
    // A denied permission cannot be requested again by code. The page shows the remedy.
    if (before === "denied") return before;
    const isListed = this.#lists[kind].peek().some((device) => device.label !== "");
    const hasFailed = this.#errors[kind].peek() !== null;
    if (before === "granted" && isListed && !hasFailed) return before;
    try {
      this.#errors[kind].value = null;
      await captures[kind].acquire(permissionHolder);
      // Firefox and Safari list labels only while a stream is open.
      await this.refresh();
    } catch (error) {
      this.handleFailure(kind, error);
    } finally {
      captures[kind].release(permissionHolder);
    }
    return permissions.states[kind].peek();
  }

  async requestPermissionOnce(kind: CaptureKind): Promise<Permission> {
    // Firefox forgets a grant when the stream stops, and would prompt at every change of tabs.
    if (this.#askedOnce.has(kind)) return await this.#parts.permissions.refresh(kind);
    this.#askedOnce.add(kind);
    return await this.requestPermission(kind);
  }

  async useOffered(): Promise<void> {
    await this.#notices?.useOffered();
  }

  /** Offers a microphone that hears something while the chosen one is silent. */
  offerMicrophone(device: Device): void {
    this.#notices?.offers.offerMicrophone(device);
  }

  dismissNotice(): void {
    this.#notice.value = null;
  }

  /** Handles an opened capture; `refused` is the failure of the choice before it, or `null`. */
  async handleOpened(kind: CaptureKind, refused: MediaFailure | null): Promise<void> {
    this.#errors[kind].value = null;
    this.#notices?.unplugged.captureOpened(kind);
    await this.refresh();
    if (!refused) return;
    const { selection } = this.#parts;
    const unplugged = this.#notices?.unplugged;
    if (unplugged && refused.type === "in-use") {
      const chosen = selection.chosen[kind].peek();
      const device = this.#lists[kind].peek().find(({ deviceId }) => deviceId === chosen);
      unplugged.reportInUse(kind, device?.label ?? "");
    } else if (selection.isAway(kind)) {
      unplugged?.captureEnded(kind, "", { news: "gone", wasSwitchedOff: false });
    } else this.#parts.onRefused(refused);
  }

  /** Handles a failure to open a device for a preview or a meter. A switch reports its own failures. */
  handleFailure(kind: CaptureKind, error: unknown): void {
    this.#errors[kind].value = asMediaFailure(error, kind).toMediaError();
  }

  /** Handles a capture that ended by itself, after the attempt to replace it. */
  handleEnded(kind: CaptureKind, label: string, loss: DeviceLoss): void {
    this.#notices?.unplugged.captureEnded(kind, label, loss);
  }

  selectInput(deviceId: string | null): Promise<void> {
    return this.#select("microphone", deviceId);
  }
  selectOutput(deviceId: string | null): Promise<void> {
    return this.#select("speaker", deviceId);
  }
  selectCamera(deviceId: string | null): Promise<void> {
    return this.#select("camera", deviceId);
  }

  /** Lists the devices. A call during a listing makes one more follow it. */
  refresh(): Promise<void> {
    this.#isListStale = true;
    return this.#listing ??= this.#list().finally(() => this.#listing = null);
  }

  async #list(): Promise<void> {
    const { port, permissions } = this.#parts;
    while (this.#isListStale) {
      this.#isListStale = false;
      const [listed] = await Promise.all([
        port.list(),
        permissions.refresh("microphone"),
        permissions.refresh("camera"),
      ]);
      if (listed.some((device) => device.label !== "")) await this.#loadNotices();
      batch(() => {
        for (const kind of ["microphone", "speaker", "camera"] as const) {
          this.#show(kind, listed.filter((device) => device.kind === kind));
        }
        for (const kind of ["microphone", "camera"] as const) {
          this.#clearResolvedErrors(kind, listed);
        }
        this.#notices?.compareLists(this.#listed, listed);
        this.#listed = listed;
      });
      this.#followDefault(listed);
    }
  }

  async #loadNotices(): Promise<void> {
    if (this.#notices) return;
    // If the code cannot be loaded, no device is offered; the next listing tries once more.
    const code = await lateCode(() => import("./device_notices.ts")).catch(() => null);
    const select = (kind: DeviceKind, deviceId: string) => this.#select(kind, deviceId);
    const parts = { ...this.#parts, select };
    if (code) this.#notices ??= new code.DeviceNotices(parts, this.#notice);
  }

  #show(kind: DeviceKind, listed: readonly ListedDevice[]): void {
    const devices = listed.filter((device) => !isAlias(device.deviceId))
      .map(({ deviceId, label }) => ({ deviceId, label }));
    const before = this.#lists[kind].peek();
    if (!isSameList(devices, before)) this.#lists[kind].value = devices;
  }

  /** Clears the error of a kind whose cause is gone. */
  #clearResolvedErrors(kind: CaptureKind, listed: readonly ListedDevice[]): void {
    const type = this.#errors[kind].peek()?.type;
    const isOver = type === "not-found"
      ? listed.some((device) => device.kind === kind)
      : (type === "denied" || type === "dismissed" || type === "blocked-by-system") &&
        this.permission[kind].peek() === "granted";
    if (isOver) this.#errors[kind].value = null;
  }

  /** Moves the track when the system's default changes: the alias `default` keeps its id, its `groupId` changes. */
  #followDefault(listed: readonly ListedDevice[]): void {
    const groupId =
      listed.find((device) => device.kind === "microphone" && device.deviceId === "default")
        ?.groupId ?? null;
    const before = this.#defaultGroupId;
    this.#defaultGroupId = groupId;
    const hasMoved = before !== null && groupId !== null && before !== groupId;
    if (hasMoved && this.selectedInput.peek() === null) this.#parts.onDevice("microphone");
  }

  async #select(kind: DeviceKind, deviceId: string | null): Promise<void> {
    this.#parts.selection.select(kind, deviceId);
    await this.#applySelection(kind);
  }

  /** Switches to a device that was chosen here or in another tab. */
  async #applySelection(kind: DeviceKind): Promise<void> {
    this.#notices?.unplugged.forget(kind);
    await this.#parts.onDevice(kind);
  }

  /** The used device if it is listed, else `null`. Before a grant the list is empty, and the id is kept. */
  #selected(kind: DeviceKind): ReadonlySignal<string | null> {
    return computed(() => {
      const deviceId = this.#parts.selection.used[kind].value;
      const devices = this.#lists[kind].value;
      const isThere = devices.length === 0 || devices.some((one) => one.deviceId === deviceId);
      return isThere ? deviceId : null;
    });
  }
}

function isSameList(a: readonly Device[], b: readonly Device[]): boolean {
  return a.length === b.length &&
    a.every((device, i) => device.deviceId === b[i].deviceId && device.label === b[i].label);
}
