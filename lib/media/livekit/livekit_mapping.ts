/** LiveKit's words, in ours. */
import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionQuality as LiveKitQuality,
  DisconnectReason,
  type Participant,
  PublishTrackError,
  Track,
  type TrackPublication,
} from "livekit-client";
import type { ConnectionQuality, PlayableTrack } from "../ports/call_types.ts";
import type { DisconnectCause, LocalSource, ParticipantSnapshot } from "../ports/room_port.ts";

/** Why a connection ended, as far as it matters to us. */
export function causeOf(reason: DisconnectReason | undefined): DisconnectCause {
  switch (reason) {
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "duplicate-identity";
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "participant-removed";
    case DisconnectReason.ROOM_DELETED:
      return "room-deleted";
    default:
      return "other";
  }
}

/** Whether publishing failed for want of a permission. */
export function isRefusalToPublish(error: unknown): boolean {
  return error instanceof PublishTrackError && error.status === 403;
}

/** Whether the server did not answer in time: a dead connection is known some seconds later only. */
export function isSilence(error: unknown): boolean {
  return error instanceof ConnectionError && error.reason === ConnectionErrorReason.Timeout;
}

const sources = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
} as const satisfies Record<LocalSource, Track.Source>;

/** The source as which something of ours is published. */
export function sourceOf<S extends LocalSource>(source: S): typeof sources[S] {
  return sources[source];
}

/** Whether a participant's permissions let it send this; where none are told, the server decides. */
export function maySend(
  permissions: Participant["permissions"],
  source: LocalSource,
): boolean {
  if (!permissions) return true;
  const { canPublish, canPublishSources } = permissions;
  // LiveKit's own rule: no list is every source.
  return canPublish &&
    (canPublishSources.length === 0 ||
      canPublishSources.some((one) => Track.sourceFromProto(one) === sourceOf(source)));
}

/** A participant as it is now. */
export function snapshotOf(participant: Participant): ParticipantSnapshot {
  return {
    identity: participant.identity,
    name: participant.name ?? "",
    attributes: participant.attributes,
    joinedAtMs: participant.joinedAt?.getTime() ?? 0,
    sid: participant.sid,
    isLocal: participant.isLocal,
    isSpeaking: participant.isSpeaking,
    isMicrophoneMuted: !participant.isMicrophoneEnabled,
    quality: qualityOf(participant.connectionQuality),
    camera: playableOf(participant.getTrackPublication(Track.Source.Camera)),
    screen: playableOf(participant.getTrackPublication(Track.Source.ScreenShare)),
  };
}

function qualityOf(quality: LiveKitQuality): ConnectionQuality {
  switch (quality) {
    case LiveKitQuality.Excellent:
      return "excellent";
    case LiveKitQuality.Good:
      return "good";
    case LiveKitQuality.Poor:
      return "poor";
    case LiveKitQuality.Lost:
      return "lost";
    default:
      return "unknown";
  }
}

/** One object a track, so that an element is attached once. */
const playables = new WeakMap<Track, PlayableTrack>();

function playableOf(publication: TrackPublication | undefined): PlayableTrack | null {
  const track = publication?.track;
  if (!track || publication.isMuted) return null;
  let playable = playables.get(track);
  if (!playable) {
    playable = {
      id: track.sid ?? track.mediaStreamTrack.id,
      kind: "video",
      attach(element) {
        track.attach(element);
        return () => void track.detach(element);
      },
    };
    playables.set(track, playable);
  }
  return playable;
}
