/** The only door to livekit-client; reached by dynamic import alone, since it weighs 150 KB. */
import { setLogLevel } from "livekit-client";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import type { RoomSource } from "../ports/room_port.ts";
import { createRoom } from "./create_room.ts";
import { LiveKitRoomPort } from "./LiveKitRoomPort.ts";

/** Rooms of livekit-client. */
export function createRoomSource(loadAudio: () => Promise<AudioContextPort>): RoomSource {
  setLogLevel("warn");
  return {
    createRoom: () => new LiveKitRoomPort(loadAudio),
    // A page of somebody else may learn the address only with its token.
    warm: (url) => void (url && createRoom().prepareConnection(url)),
  };
}
