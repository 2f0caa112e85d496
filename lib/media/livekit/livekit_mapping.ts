/** LiveKit's words, in ours. */
import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionQuality as LiveKitQuality,
  DisconnectReason,
  type ElementInfo,
  type Participant,
  ParticipantKind,
  PublishTrackError,
  RemoteVideoTrack,
  Track,
  type TrackPublication,
} from "livekit-client";
import { type OutsideKind, seatOfIdentity } from "../../contract/outside.ts";
import type { ConnectionQuality, PlayableTrack } from "../ports/call_types.ts";
import type { DisconnectCause, LocalSource, ParticipantSnapshot } from "../ports/room_port.ts";

/** Why a connection ended, as far as it matters to us. */
export function disconnectCauseOf(reason: DisconnectReason | undefined): DisconnectCause {
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
export function isServerTimeout(error: unknown): boolean {
  return error instanceof ConnectionError && error.reason === ConnectionErrorReason.Timeout;
}

const trackSources = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
} as const satisfies Record<LocalSource, Track.Source>;

/** The source as which something of ours is published. */
export function trackSourceOf<S extends LocalSource>(source: S): typeof trackSources[S] {
  return trackSources[source];
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
      canPublishSources.some((one) => Track.sourceFromProto(one) === trackSourceOf(source)));
}

/** A participant as it is now. */
export function snapshotOf(participant: Participant): ParticipantSnapshot {
  return {
    identity: participant.identity,
    name: participant.name ?? "",
    attributes: participant.attributes,
    outsideKind: outsideKinds.get(participant.kind) ?? "outside",
    joinedAtMs: participant.joinedAt?.getTime() ?? 0,
    sid: participant.sid,
    isLocal: participant.isLocal,
    isSpeaking: participant.isSpeaking,
    isMicrophoneMuted: !isSendingAudio(participant),
    quality: qualityOf(participant.connectionQuality),
    camera: playableOf(participant.getTrackPublication(Track.Source.Camera)),
    screen: playableOf(participant.getTrackPublication(Track.Source.ScreenShare)),
  };
}

const outsideKinds: ReadonlyMap<ParticipantKind, OutsideKind> = new Map([
  [ParticipantKind.INGRESS, "ingress"],
  [ParticipantKind.EGRESS, "egress"],
  [ParticipantKind.SIP, "sip"],
  [ParticipantKind.AGENT, "agent"],
  [ParticipantKind.CONNECTOR, "connector"],
  [ParticipantKind.BRIDGE, "connector"],
]);

/** Whoever is not of our making may send sound from any source, and is heard all the same. */
function isSendingAudio(
  { identity, isMicrophoneEnabled, audioTrackPublications }: Participant,
): boolean {
  if (isMicrophoneEnabled || seatOfIdentity(identity) !== null) return isMicrophoneEnabled;
  return [...audioTrackPublications.values()].some(({ isMuted }) => !isMuted);
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

/**
 * Asks for the whole picture while it is shown, however small. Else it comes in half its size wherever the stage is not
 * much higher than that, and text is no text then; it can be looked at closely, too. Answers how to stop.
 */
function requestFullSize(track: Track): (() => void) | null {
  if (!(track instanceof RemoteVideoTrack)) return null;
  const whole: ElementInfo = {
    element: {},
    width: () => hugePixels,
    height: () => hugePixels,
    // It says how large, and not that anybody looks.
    visible: false,
    pictureInPicture: false,
    visibilityChangedAt: undefined,
    observe() {},
    stopObserving() {},
  };
  track.observeElementInfo(whole);
  return () => track.stopObservingElementInfo(whole);
}

/** Than any screen, in pixels. */
const hugePixels = 10_000;

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
        const stopAsking = publication.source === Track.Source.ScreenShare &&
          requestFullSize(track);
        return () => {
          if (stopAsking) stopAsking();
          track.detach(element);
        };
      },
    };
    playables.set(track, playable);
  }
  return playable;
}
