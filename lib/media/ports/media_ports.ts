import type { ApiPort } from "./api_port.ts";
import type { AudioContextPort } from "./audio_context_port.ts";
import type { DevicesPort } from "./devices_port.ts";
import type { PagePort } from "./page_port.ts";
import type { RoomSource } from "./room_port.ts";
import type { StoragePort } from "./storage_port.ts";
import type { TabsPort } from "./tabs_port.ts";
import type { CreateSuppressor } from "./processor_port.ts";

/** The ports of all models. */
export interface MediaPorts {
  readonly devices: DevicesPort;
  readonly storage: StoragePort;
  readonly page: PagePort;
  /** The server's API; only a call needs its code, so it is loaded on first use. */
  loadApi(): Promise<ApiPort>;
  /** The `AudioContext`; not needed before a click. */
  loadAudio(): Promise<AudioContextPort>;
  /** The noise suppressors, 130 KB: loaded when *Strong* is first switched on. */
  loadSuppressors(): Promise<CreateSuppressor>;
  /** The browser's other tabs; not needed for the first paint. */
  loadTabs(): Promise<TabsPort>;
  /** LiveKit's SDK, 150 KB: loaded on intent, once. */
  loadRoomSource(): Promise<RoomSource>;
}
