import { Room, type RoomOptions } from "livekit-client";

/**
 * A `Room` that leaves devices alone. By itself, a Room lists them at each single `devicechange`, also
 * one that never connected, and moves the sound to another speaker; livekit-client 2.23 has no option
 * against it. Here `MediaDevices` does both, once for a whole storm of changes.
 */
export function createRoom(options?: RoomOptions): Room {
  const room = new Room(options);
  Reflect.set(room, "handleDeviceChange", () => {});
  return room;
}
