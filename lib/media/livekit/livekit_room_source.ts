/** The entry to all code that imports livekit-client (150 KB); loaded by dynamic import only. */
import { isBrowserSupported, isE2EESupported, setLogLevel } from "livekit-client";
import { lateCode } from "../../contract/late_code.ts";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import { AppFailure } from "../../api/app_failure.ts";
import type { RoomSource } from "../ports/room_port.ts";
import { createRoom } from "./create_room.ts";
import { LiveKitRoomPort } from "./LiveKitRoomPort.ts";
import { pollFast } from "./poll_fast.ts";

/**
 * Creates rooms of livekit-client.
 *
 * @throws {AppFailure} `webrtc-off` where the browser has no WebRTC: it is old, or a setting, an extension or a policy
 * removed it. The SDK would only report a failed connection.
 */
export function createRoomSource(loadAudio: () => Promise<AudioContextPort>): RoomSource {
  setLogLevel("warn");
  pollFast();
  if (!isBrowserSupported()) throw new AppFailure("webrtc-off", "This browser has no WebRTC");
  return {
    createRoom: () => new LiveKitRoomPort(loadAudio),
    async createEncryptedRoom(mediaKey) {
      if (!isE2EESupported()) {
        throw new AppFailure("encryption-unsupported", "This browser cannot encrypt a call");
      }
      const { encryptRoom } = await lateCode(() => import("./encrypt_room.ts"));
      return new LiveKitRoomPort(loadAudio, await encryptRoom(mediaKey));
    },
    // The address may be unknown (empty) until the token's answer, as on a foreign page.
    prepareConnection: (url) => void (url && createRoom().prepareConnection(url)),
  };
}
