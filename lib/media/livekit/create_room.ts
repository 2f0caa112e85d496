import { Room, type RoomOptions } from "livekit-client";

/**
 * A `Room` that ignores `devicechange`. By itself every Room, connected or not, lists the devices at each such event and may
 * switch the speaker; livekit-client 2.23 has no option against it. Here `MediaDevices` does both, once for several events.
 */
export function createRoom(options?: RoomOptions): Room {
  const room = new Room(options);
  Reflect.set(room, "handleDeviceChange", () => {});
  return room;
}
