import { lateCode } from "../../contract/late_code.ts";
import type { ApiPort } from "../ports/api_port.ts";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import type { MediaPorts } from "../ports/media_ports.ts";
import { BrowserPagePort } from "./BrowserPagePort.ts";
import { LocalStoragePort } from "./LocalStoragePort.ts";
import { NavigatorDevicesPort } from "./NavigatorDevicesPort.ts";

/** The ports over this browser. Creating them has no effect, also on a server, where most of the APIs are missing. */
export function browserPorts(): MediaPorts {
  const page = new BrowserPagePort();
  // One of each a page, however many callers load them.
  let audio: Promise<AudioContextPort> | null = null;
  let api: Promise<ApiPort> | null = null;
  return {
    devices: new NavigatorDevicesPort(),
    storage: new LocalStoragePort(),
    page,
    loadApi() {
      return api ??= forgetOnFailure(
        lateCode(() => import("./FetchApiPort.ts")).then(({ FetchApiPort }) => new FetchApiPort()),
        () => api = null,
      );
    },
    loadAudio() {
      return audio ??= forgetOnFailure(
        lateCode(() => import("./BrowserAudioContextPort.ts")).then(({ BrowserAudioContextPort }) =>
          new BrowserAudioContextPort(page)
        ),
        () => audio = null,
      );
    },
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

/** Returns `loading`; if it fails, `forget` lets the next caller try again. */
function forgetOnFailure<Port>(loading: Promise<Port>, forget: () => void): Promise<Port> {
  loading.catch(forget);
  return loading;
}
