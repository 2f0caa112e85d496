import type { SpacePageData } from "../../../lib/contract/visit.ts";
// Modules that the models load lazily. Imported here, so that one `turn()` is enough in any order of tests.
import "../../../lib/media/browser/capture_refusal.ts";
import "../../../lib/media/call/check_key.ts";
import "../../../lib/media/call/connection.ts";
import "../../../lib/media/devices/device_lifecycle.ts";
import "../../../lib/media/devices/device_notices.ts";
import "../../../lib/media/call/other_tabs.ts";
import "../../../lib/media/encryption/envelope.ts";
import "../../../lib/media/space/presence_watch.ts";
import "../../../lib/media/voice/volume_meter.ts";
import type { MediaPorts } from "../../../lib/media/ports/media_ports.ts";
import { FakeApiPort } from "./FakeApiPort.ts";
import { FakeAudioContextPort } from "./FakeAudioContextPort.ts";
import { FakeDevicesPort } from "./FakeDevicesPort.ts";
import { FakePagePort } from "./FakePagePort.ts";
import { FakeRoomSource } from "./FakeRoomPort.ts";
import { FakeStoragePort } from "./FakeStoragePort.ts";
import { FakeTabsPort } from "./FakeTabsPort.ts";

/** All ports, faked. */
export class FakeMediaPorts implements MediaPorts {
  readonly devices = new FakeDevicesPort();
  readonly audio = new FakeAudioContextPort();
  readonly storage: FakeStoragePort;
  readonly page = new FakePagePort();
  readonly tabs = new FakeTabsPort();
  readonly api = new FakeApiPort();
  readonly rooms = new FakeRoomSource();

  constructor(storage = new FakeStoragePort()) {
    this.storage = storage;
  }

  loadAudio(): Promise<FakeAudioContextPort> {
    return Promise.resolve(this.audio);
  }

  loadTabs(): Promise<FakeTabsPort> {
    return Promise.resolve(this.tabs);
  }

  loadApi(): Promise<FakeApiPort> {
    return Promise.resolve(this.api);
  }

  loadRoomSource(): Promise<FakeRoomSource> {
    return Promise.resolve(this.rooms);
  }
}

/** The page data of a first visit. */
export function visitOf(patch: Partial<SpacePageData> = {}): SpacePageData {
  return {
    slug: "tea",
    roomName: "space-tea",
    livekitUrl: "ws://livekit.test",
    livekitReady: true,
    visitor: null,
    presence: { roomName: "space-tea", count: 0 },
    ...patch,
  };
}

/** Waits for one turn of the event loop, in which all pending promises run. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
