/** LiveKit's API as one replica reaches it: the fake server behind a network with weather. */
import { arrivalNoticesSchema, arrivalTopic } from "../../lib/contract/space.ts";
import { AppError } from "../../lib/server/base/app_error.ts";
import { withinDeadline } from "../../lib/server/base/deadline.ts";
import { livekitDeadlineMs } from "../../lib/server/livekit/livekit_api.ts";
import type { LiveKitPort } from "../../lib/server/livekit/livekit_port.ts";
import type { FakeConnection, FakeLiveKit } from "./fake_livekit.ts";
import type { Timeline } from "./timeline.ts";
import type { Weather } from "./weather.ts";

export interface LiveKitWay {
  readonly livekit: FakeLiveKit;
  readonly timeline: Timeline;
  readonly weather: Weather;
  /** False once the replica is dead: no answer reaches it. */
  readonly isAlive: () => boolean;
  /** Called with each connection that is about to be removed. */
  readonly onRemoval: (connection: FakeConnection) => void;
  /** Called with each identity whose arrival is about to be broadcast to the room. */
  readonly onArrival: (identity: string) => void;
}

/** A port with the real one's deadlines. A call that was given up may still take effect. */
export function apiOfLiveKit(
  { livekit, timeline, weather, isAlive, onRemoval, onArrival }: LiveKitWay,
): LiveKitPort {
  const call = <Value>(effect: () => Value): Promise<Value> => {
    const unavailable = () => new AppError("livekit-unavailable", "LiveKit does not answer");
    const { sendMs, replyMs, end } = weather.apiFate();
    const work = new Promise<Value>((resolve, reject) => {
      if (!isAlive()) return;
      timeline.after(sendMs, () => {
        if (end === "refused" || !livekit.isUp) return isAlive() && reject(unavailable());
        // Some calls that are never answered take effect, long after.
        if (end === "hung") {
          timeline.after(sendMs * 500, () => livekit.isUp && effect());
          return;
        }
        const value = effect();
        timeline.after(replyMs, () => {
          if (!isAlive()) return;
          if (end === "reply-lost") reject(unavailable());
          else resolve(value);
        });
      });
    });
    return withinDeadline(livekitDeadlineMs, work, unavailable);
  };
  return {
    listParticipants: (roomName) => call(() => livekit.list(roomName)),
    removeParticipant: (roomName, identity) =>
      call(() => {
        const connection = livekit.connections(roomName).find((one) => one.identity === identity);
        if (connection) onRemoval(connection);
        livekit.remove(roomName, identity);
      }),
    listRoomNames: () => call(() => livekit.roomNames()),
    updateParticipant: (roomName, identity, change) =>
      call(() => {
        livekit.update(roomName, identity, change);
      }),
    muteTrack: () => call(() => {}),
    readRoomMetadata: () => call(() => null),
    setRoomMetadata: () => call(() => {}),
    deleteRoom: () => call(() => {}),
    sendData: (_roomName, _identity, topic, data) => {
      // A process may be killed before its call takes effect: the announcement is judged by what it knew.
      if (topic === arrivalTopic && isAlive()) {
        const notices = JSON.parse(new TextDecoder().decode(data));
        for (const { identity } of [arrivalNoticesSchema.parse(notices)].flat()) {
          onArrival(identity);
        }
      }
      return call(() => {});
    },
  };
}
