/** Storage and LiveKit as the server uses them, with each call measured. */
import type { Metrics } from "./base/metrics.ts";
import type { LiveKitPort } from "./livekit/livekit_port.ts";
import type { KvPort } from "./storage/kv_port.ts";

/** The same storage, measured by kind of call. */
export function measuredKv(kv: KvPort, metrics: Metrics): KvPort {
  const measure = <Value>(call: string, work: () => Promise<Value>) =>
    metrics.measure("storage", call, work);
  return {
    get: (key) => measure("get", () => kv.get(key)),
    getMany: (keys) => measure("getMany", () => kv.getMany(keys)),
    commit: (commit) => measure("commit", () => kv.commit(commit)),
    list: (prefix, limit, range) => measure("list", () => kv.list(prefix, limit, range)),
    watch: (keys, changed) => kv.watch(keys, changed),
    close: () => kv.close(),
  };
}

/** The same LiveKit, measured by method. */
export function measuredLiveKit(livekit: LiveKitPort, metrics: Metrics): LiveKitPort {
  const measure = <Value>(call: string, work: () => Promise<Value>) =>
    metrics.measure("livekit", call, work);
  return {
    listParticipants: (room) => measure("listParticipants", () => livekit.listParticipants(room)),
    removeParticipant: (room, identity) =>
      measure("removeParticipant", () => livekit.removeParticipant(room, identity)),
    listRoomNames: () => measure("listRoomNames", () => livekit.listRoomNames()),
    updateParticipant: (room, identity, change) =>
      measure("updateParticipant", () => livekit.updateParticipant(room, identity, change)),
    muteTrack: (room, identity, sid) =>
      measure("muteTrack", () => livekit.muteTrack(room, identity, sid)),
    readRoomMetadata: (room) => measure("readRoomMetadata", () => livekit.readRoomMetadata(room)),
    setRoomMetadata: (room, metadata) =>
      measure("setRoomMetadata", () => livekit.setRoomMetadata(room, metadata)),
    deleteRoom: (room) => measure("deleteRoom", () => livekit.deleteRoom(room)),
    sendData: (room, identity, topic, data) =>
      measure("sendData", () => livekit.sendData(room, identity, topic, data)),
  };
}
