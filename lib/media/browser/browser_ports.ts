import { lateCode } from "../../contract/late_code.ts";
import type { MediaPorts } from "../ports/media_ports.ts";
import { BrowserPagePort } from "./BrowserPagePort.ts";
import { WebStoragePort } from "./WebStoragePort.ts";
import { NavigatorDevicesPort } from "./NavigatorDevicesPort.ts";

/** The ports over this browser. Creating them has no effect, also on a server, where most of the APIs are missing. */
export function browserPorts(): MediaPorts {
  const page = new BrowserPagePort();
  return {
    devices: new NavigatorDevicesPort(),
    storage: new WebStoragePort(),
    page,
    loadApi: once(() =>
      lateCode(() => import("./FetchApiPort.ts")).then(({ FetchApiPort }) => new FetchApiPort())
    ),
    loadAudio: once(() =>
      lateCode(() => import("./BrowserAudioContextPort.ts"))
        .then(({ BrowserAudioContextPort }) => new BrowserAudioContextPort(page))
    ),
    loadSuppressors: once(() =>
      lateCode(() => import("./NoiseSuppressor.ts"))
        .then(({ createSuppressors }) => createSuppressors(page))
    ),
    async loadTabs() {
      const { LockTabsPort } = await lateCode(() => import("./LockTabsPort.ts"));
      return new LockTabsPort();
    },
    async loadRoomSource() {
      const { createRoomSource } = await lateCode(() =>
        import("../livekit/livekit_room_source.ts")
      );
      return createRoomSource(() => this.loadAudio());
    },
  };
}

/** Loads one of each a page, however many callers there are; if that fails, the next caller tries again. */
function once<Port>(load: () => Promise<Port>): () => Promise<Port> {
  let loading: Promise<Port> | null = null;
  return () => {
    if (!loading) {
      loading = load();
      loading.catch(() => loading = null);
    }
    return loading;
  };
}
