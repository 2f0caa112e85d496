import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Capture } from "./capture.ts";
import type {
  CaptureKind,
  Device,
  DeviceKind,
  MediaDevicesModel,
  MediaError,
  Permission,
} from "./call_types.ts";
import { type DeviceSelection, isAlias } from "./device_selection.ts";
import type { DevicesPort, ListedDevice } from "./devices_port.ts";
import { asMediaFailure } from "./media_failure.ts";
import type { PagePort } from "./page_port.ts";
import type { Permissions } from "./permissions.ts";

/** Plugging in one headset is a storm of events. */
const changeDebounceMs = 250;

/** The name under which a question for permission holds its capture. */
const holder = "permission";

/** What `MediaDevices` is made of. */
export interface MediaDevicesParts {
  readonly port: DevicesPort;
  readonly page: PagePort;
  readonly selection: DeviceSelection;
  readonly permissions: Permissions;
  readonly captures: Readonly<Record<CaptureKind, Capture>>;
  /** Another device is to be used from now on, by choice or because the default's hardware changed. */
  onDevice(kind: DeviceKind): Promise<void>;
}

/** The devices to choose from. Lists without asking; asks only in `requestPermission`. */
export class MediaDevices implements MediaDevicesModel {
  readonly #parts: MediaDevicesParts;
  readonly #lists = {
    microphone: signal<readonly Device[]>([]),
    speaker: signal<readonly Device[]>([]),
    camera: signal<readonly Device[]>([]),
  };
  readonly #error = signal<MediaError | null>(null);
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
  get error(): ReadonlySignal<MediaError | null> {
    return this.#error;
  }

  start(): () => void {
    const { port, page } = this.#parts;
    const stop = port.onChange(() => {
      this.#cancelDebounce?.();
      this.#cancelDebounce = page.after(changeDebounceMs, () => this.refresh());
    });
    this.refresh();
    return () => {
      stop();
      this.#cancelDebounce?.();
    };
  }

  async requestPermission(kind: CaptureKind): Promise<Permission> {
    const { permissions, captures } = this.#parts;
    const before = await permissions.refresh(kind);
    // Refused: asking again from code is answered by nobody. The page shows what the person can do.
    if (before === "denied") return before;
    const isListed = this.#lists[kind].peek().some((device) => device.label !== "");
    if (before === "granted" && isListed) return before;
    try {
      this.#error.value = null;
      await captures[kind].hold(holder);
      // While the stream lives: Firefox and Safari tell labels only then.
      await this.refresh();
    } catch (error) {
      this.#error.value = asMediaFailure(error, kind).toMediaError();
    } finally {
      captures[kind].drop(holder);
    }
    return permissions.states[kind].peek();
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

  /** One listing at a time; asked for during one, there is one more after it. */
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
      batch(() => {
        for (const kind of ["microphone", "speaker", "camera"] as const) {
          this.#show(kind, listed.filter((device) => device.kind === kind));
        }
      });
      this.#noticeDefault(listed);
    }
  }

  #show(kind: DeviceKind, listed: readonly ListedDevice[]): void {
    const devices = listed.filter((device) => !isAlias(device.deviceId))
      .map(({ deviceId, label }) => ({ deviceId, label }));
    if (!isSameList(devices, this.#lists[kind].peek())) this.#lists[kind].value = devices;
  }

  /** The alias keeps its id when the system's choice changes; the track must move all the same. */
  #noticeDefault(listed: readonly ListedDevice[]): void {
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
    await this.#parts.onDevice(kind);
  }

  /** What is chosen, unless it is not plugged in; before a grant, nobody knows. */
  #selected(kind: DeviceKind): ReadonlySignal<string | null> {
    return computed(() => {
      const deviceId = this.#parts.selection.chosen[kind].value;
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
