import { CallFailure } from "../call_failure.ts";
import type { MediaPorts } from "../media_ports.ts";
import { BrowserAudioContextPort } from "./BrowserAudioContextPort.ts";
import { BrowserPagePort } from "./BrowserPagePort.ts";
import { LocalStoragePort } from "./LocalStoragePort.ts";
import { NavigatorDevicesPort } from "./NavigatorDevicesPort.ts";

/** This browser. Making it does nothing, also on a server, where most of it does not exist. */
export function browserPorts(): MediaPorts {
  const page = new BrowserPagePort();
  return {
    devices: new NavigatorDevicesPort(),
    audio: new BrowserAudioContextPort(page),
    storage: new LocalStoragePort(),
    page,
    async loadApi() {
      const { FetchApiPort } = await import("./FetchApiPort.ts").catch(throwOffline);
      return new FetchApiPort();
    },
    async loadRoomSource() {
      const { createRoomSource } = await import("../livekit/livekit_room_source.ts")
        .catch(throwOffline);
      return createRoomSource();
    },
  };
}

function throwOffline(cause: unknown): never {
  throw new CallFailure("offline", "Cannot load the code of the call", { cause });
}
