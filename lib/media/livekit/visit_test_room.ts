/** A visit to a connection test's room over livekit-client: connects, sends a track, and reads how it goes. */
import {
  isBrowserSupported,
  type LocalTrackPublication,
  type Room,
  RoomEvent,
  setLogLevel,
  Track,
} from "livekit-client";
import { AppFailure } from "../../api/app_failure.ts";
import type { TestRoom, TestRoute, TestVisit } from "../ports/connection_test_port.ts";
import { createRoom } from "./create_room.ts";
import { sendingOf } from "./sending_of.ts";

/** A way that is open answers much sooner. */
const waitMs = 10_000;

/** How often the browser's counts are read. */
const readingMs = 250;

/**
 * Visits `room` by `route` with `track`, which the caller owns. A way that is closed is a result, and no error.
 *
 * The SDK's `ConnectionCheck` is not used: its parts tell in English sentences, open the devices once each, take ten
 * seconds of video a way, and would be loaded with every call.
 *
 * @throws AppFailure `webrtc-off`
 */
export async function visitTestRoom(
  { url, token }: TestRoom,
  route: TestRoute,
  track: MediaStreamTrack,
): Promise<TestVisit> {
  setLogLevel("silent");
  if (!isBrowserSupported()) throw new AppFailure("webrtc-off", "This browser has no WebRTC");
  const room = createRoom({ disconnectOnPageLeave: true });
  let isSignalled = false;
  room.once(RoomEvent.SignalConnected, () => isSignalled = true);
  const hasTurn = () =>
    room.engine?.latestJoinResponse?.iceServers
      .some(({ urls }) => urls.some((one) => /^turns?:/.test(one))) ?? false;
  try {
    await room.connect(url, token, {
      autoSubscribe: false,
      maxRetries: 0,
      websocketTimeout: waitMs,
      peerConnectionTimeout: waitMs,
      rtcConfig: route === "relay" ? { iceTransportPolicy: "relay" } : undefined,
    });
    const send = () =>
      room.localParticipant.publishTrack(track, {
        source: Track.Source.Microphone,
        dtx: false,
        red: false,
        stopMicTrackOnMute: false,
      });
    if (route === "tcp") await goByTcp(room);
    const sending = await readSending(await send(), route);
    return { isSignalled, hasTurn: hasTurn(), ...sending };
  } catch {
    return { isSignalled, hasTurn: hasTurn(), ...nothingSent };
  } finally {
    await room.disconnect(false).catch(() => {});
  }
}

type Sending = Pick<TestVisit, "way" | "answersByUdp" | "arrived" | "roundTripMs">;

const nothingSent: Sending = { way: null, answersByUdp: false, arrived: 0, roundTripMs: null };

/** LiveKit offers its TCP port alone from then on, over a new connection. Rejects where it does not come about. */
async function goByTcp(room: Room): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  room.once(RoomEvent.Reconnected, () => resolve());
  room.once(RoomEvent.Disconnected, () => reject(new Error("Not reconnected")));
  const timer = setTimeout(() => reject(new Error("Not reconnected in time")), waitMs);
  try {
    await room.simulateScenario("force-tcp");
    await promise;
  } finally {
    clearTimeout(timer);
  }
}

/** Reads until LiveKit has confirmed packets, or the time is over. */
async function readSending(publication: LocalTrackPublication, route: TestRoute): Promise<Sending> {
  let last = nothingSent;
  for (const limit = performance.now() + waitMs; performance.now() < limit;) {
    const report = await publication.track?.getRTCStatsReport();
    if (report) last = sendingOf(report.values());
    const isAsWanted = {
      any: last.answersByUdp,
      tcp: last.way?.protocol === "tcp",
      relay: last.way?.isRelayed,
    }[route];
    if (last.arrived > 0 && isAsWanted) break;
    await new Promise((resolve) => setTimeout(resolve, readingMs));
  }
  return last;
}
