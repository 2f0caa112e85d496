import type { AudioContextPort } from "../ports/audio_context_port.ts";
import type { MediaPorts } from "../ports/media_ports.ts";
import { BrowserPagePort } from "./BrowserPagePort.ts";
import { LocalStoragePort } from "./LocalStoragePort.ts";
import { NavigatorDevicesPort } from "./NavigatorDevicesPort.ts";

/** This browser. Making it does nothing, also on a server, where most of it does not exist. */
export function browserPorts(): MediaPorts {
  const page = new BrowserPagePort();
  // The one of this page, however many ask while it is loaded.
  let audio: Promise<AudioContextPort> | null = null;
  return {
    devices: new NavigatorDevicesPort(),
    storage: new LocalStoragePort(),
    page,
    async loadApi() {
      const { FetchApiPort } = await import("./FetchApiPort.ts");
      return new FetchApiPort();
    },
    loadAudio() {
      return audio ??= import("./BrowserAudioContextPort.ts").then(
        ({ BrowserAudioContextPort }) => new BrowserAudioContextPort(page),
        (error) => {
          audio = null;
          throw error;
        },
      );
    },
    async loadTabs() {
      const { LockTabsPort } = await import("./LockTabsPort.ts");
      return new LockTabsPort();
    },
    async loadRoomSource() {
      const { createRoomSource } = await import("../livekit/livekit_room_source.ts");
      return createRoomSource(() => this.loadAudio());
    },
  };
}
