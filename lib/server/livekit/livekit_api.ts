/** `LiveKitPort` over livekit-server-sdk's room service. */
import {
  DataPacket_Kind,
  type ParticipantInfo,
  ParticipantInfo_State,
  RoomServiceClient,
  ServerError,
  TrackSource,
  TrackType,
  type VideoGrant,
} from "livekit-server-sdk";
import type { PublishSource } from "../../contract/space.ts";
import { AppError } from "../base/app_error.ts";
import type { LiveKitConfig } from "../config/config.ts";
import { withinDeadline } from "../base/deadline.ts";
import { hmacJwt } from "./hmac_jwt.ts";
import type { LiveKitPort, LiveParticipant } from "./livekit_port.ts";
import { outsideKindOf } from "./outside_kind.ts";

/** Deadline of one call to LiveKit. */
export const livekitDeadlineMs = 2_000;

/** Makes the port for `livekit`. Without a LiveKit server every method rejects. */
export function createLiveKitApi(livekit: LiveKitConfig | null): LiveKitPort {
  if (livekit === null) {
    const missing = () =>
      Promise.reject(
        new AppError("livekit-unavailable", "Cannot reach a LiveKit server: none set"),
      );
    return {
      listParticipants: missing,
      removeParticipant: missing,
      listRoomNames: missing,
      updateParticipant: missing,
      muteTrack: missing,
      readRoomMetadata: missing,
      setRoomMetadata: missing,
      deleteRoom: missing,
      sendData: missing,
    };
  }
  const client = createRoomServiceClient(livekit);
  return {
    listParticipants: (roomName) =>
      callLiveKit("list participants", client.listParticipants(roomName), [])
        .then((participants) => participants.map(toLiveParticipant)),
    removeParticipant: (roomName, identity) =>
      callLiveKit("remove a participant", client.removeParticipant(roomName, identity), undefined),
    listRoomNames: () =>
      callLiveKit("list rooms", client.listRooms(), []).then((rooms) =>
        rooms.map(({ name }) => name)
      ),
    updateParticipant: (roomName, identity, { attributes, publishSources }) =>
      callLiveKit(
        "update a participant",
        client.updateParticipant(roomName, identity, {
          attributes: { ...attributes },
          permission: publishSources && {
            canSubscribe: true,
            canPublish: publishSources.length > 0,
            canPublishData: true,
            canPublishSources: publishSources.map((source) => trackSourceOf[source]),
          },
        }).then(() => undefined),
        undefined,
      ),
    muteTrack: (roomName, identity, trackSid) =>
      callLiveKit(
        "mute a track",
        client.mutePublishedTrack(roomName, identity, trackSid, true).then(() => undefined),
        undefined,
      ),
    readRoomMetadata: (roomName) =>
      callLiveKit("read a room", client.listRooms([roomName]), [])
        .then(([room]) => room ? room.metadata : null),
    setRoomMetadata: (roomName, metadata) =>
      callLiveKit(
        "change a room",
        client.updateRoomMetadata(roomName, metadata).then(() => undefined),
        undefined,
      ),
    deleteRoom: (roomName) => callLiveKit("delete a room", client.deleteRoom(roomName), undefined),
    sendData: (roomName, identity, topic, data) =>
      callLiveKit(
        "send data",
        client.sendData(roomName, data, DataPacket_Kind.RELIABLE, {
          destinationIdentities: identity === null ? [] : [identity],
          topic,
        }),
        undefined,
      ),
  };
}

/** The SDK's client. It takes an address without a path, so a path goes where it keeps its own prefix. */
export function createRoomServiceClient(livekit: LiveKitConfig): RoomServiceClient {
  const client = new RoomService(livekit);
  const path = new URL(livekit.apiUrl).pathname.replace(/\/+$/, "");
  if (path !== "") Reflect.set(Reflect.get(client, "rpc"), "prefix", `${path}/twirp`);
  return client;
}

/** How long a call's token is valid: the SDK's own. */
const callTokenSeconds = 600;

/** With the key prepared once: the SDK imports it for each call, and signs on another thread. */
class RoomService extends RoomServiceClient {
  readonly #jwt;
  readonly #issuer;

  constructor({ apiUrl, apiKey, apiSecret }: LiveKitConfig) {
    super(apiUrl, apiKey, apiSecret, { requestTimeout: livekitDeadlineMs / 1000, failover: false });
    this.#jwt = hmacJwt(apiSecret);
    this.#issuer = apiKey;
  }

  override authHeader(video: VideoGrant): Promise<Record<string, string>> {
    const nbf = Math.floor(Date.now() / 1000);
    const token = this.#jwt.sign({ video, iss: this.#issuer, nbf, exp: nbf + callTokenSeconds });
    return Promise.resolve({ Authorization: `Bearer ${token}` });
  }
}

const trackSourceOf: Readonly<Record<PublishSource, TrackSource>> = {
  microphone: TrackSource.MICROPHONE,
  camera: TrackSource.CAMERA,
  screen_share: TrackSource.SCREEN_SHARE,
  screen_share_audio: TrackSource.SCREEN_SHARE_AUDIO,
};

const publishSourceOf: ReadonlyMap<TrackSource, PublishSource> = new Map([
  [TrackSource.MICROPHONE, "microphone"],
  [TrackSource.CAMERA, "camera"],
  [TrackSource.SCREEN_SHARE, "screen_share"],
  [TrackSource.SCREEN_SHARE_AUDIO, "screen_share_audio"],
]);

/** The result of `call`, or `absent` where LiveKit has no such room or participant. */
async function callLiveKit<Value>(
  action: string,
  call: Promise<Value>,
  absent: Value,
): Promise<Value> {
  // LiveKit's own messages quote the token that it refuses: the log gets the status alone.
  const unavailable = (cause?: unknown) =>
    new AppError(
      "livekit-unavailable",
      cause instanceof ServerError
        ? `Cannot ${action}: LiveKit answers ${cause.status}${
          cause.status === 401 ? ", it refuses the key pair or the clock" : ""
        }`
        : `Cannot ${action}`,
      { cause },
    );
  try {
    return await withinDeadline(livekitDeadlineMs, call, unavailable);
  } catch (error) {
    // Match Twirp's code instead of the status: a wrong address answers 404 too.
    if (error instanceof ServerError && error.code === "not_found") return absent;
    throw error instanceof AppError ? error : unavailable(error);
  }
}

function toLiveParticipant(info: ParticipantInfo): LiveParticipant {
  return {
    sid: info.sid,
    identity: info.identity,
    name: info.name,
    // Servers before 1.8 send seconds only.
    joinedAtMs: Number(info.joinedAtMs) || Number(info.joinedAt) * 1000,
    attributes: info.attributes,
    isActive: info.state === ParticipantInfo_State.ACTIVE,
    publishSources: info.permission?.canPublish
      ? info.permission.canPublishSources.flatMap((source) => publishSourceOf.get(source) ?? [])
      : [],
    tracks: info.tracks.map(({ sid, source, type }) => ({
      sid,
      source: publishSourceOf.get(source) ?? (type === TrackType.AUDIO ? "microphone" : null),
    })),
    outsideKind: outsideKindOf(info),
  };
}
