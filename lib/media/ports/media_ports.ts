import type { ApiPort } from "./api_port.ts";
import type { AudioContextPort } from "./audio_context_port.ts";
import type { DevicesPort } from "./devices_port.ts";
import type { PagePort } from "./page_port.ts";
import type { RoomSource } from "./room_port.ts";
import type { StoragePort } from "./storage_port.ts";
import type { TabsPort } from "./tabs_port.ts";

/** All that the models stand on. */
export interface MediaPorts {
  readonly devices: DevicesPort;
  readonly storage: StoragePort;
  readonly page: PagePort;
  /** The server; code that only a call needs, so it is loaded when first asked for. */
  loadApi(): Promise<ApiPort>;
  /** Sound: also needed by nobody before a click. */
  loadAudio(): Promise<AudioContextPort>;
  /** The other tabs, which nobody needs to see the page. */
  loadTabs(): Promise<TabsPort>;
  /** LiveKit's SDK, 150 KB: loaded on intent, once. */
  loadRoomSource(): Promise<RoomSource>;
}
