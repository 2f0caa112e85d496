/** The only door to livekit-client; reached by dynamic import alone, since it weighs 150 KB. */
import { isBrowserSupported, setLogLevel } from "livekit-client";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import { AppFailure } from "../../api/app_failure.ts";
import type { RoomSource } from "../ports/room_port.ts";
import { createRoom } from "./create_room.ts";
import { LiveKitRoomPort } from "./LiveKitRoomPort.ts";

/**
 * Rooms of livekit-client.
 *
 * @throws {AppFailure} `webrtc-off` where the browser has no WebRTC: an old one, or a setting, an extension or a policy
 * took it away. The SDK would only say that it could not connect.
 */
export function createRoomSource(loadAudio: () => Promise<AudioContextPort>): RoomSource {
  setLogLevel("warn");
  if (!isBrowserSupported()) throw new AppFailure("webrtc-off", "This browser has no WebRTC");
  return {
    createRoom: () => new LiveKitRoomPort(loadAudio),
    // A page of somebody else may learn the address only with its token.
    warm: (url) => void (url && createRoom().prepareConnection(url)),
  };
}
