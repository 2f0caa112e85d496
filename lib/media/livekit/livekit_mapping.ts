/** Maps livekit-client's types to those of the ports. */
import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionQuality as LiveKitQuality,
  DisconnectReason,
  type ElementInfo,
  type Participant,
  ParticipantKind,
  PublishTrackError,
  RemoteTrackPublication,
  RemoteVideoTrack,
  Track,
  type TrackPublication,
} from "livekit-client";
import { type OutsideKind, seatOfIdentity } from "../../contract/outside.ts";
import type { ConnectionQuality, PlayableTrack } from "../ports/call_types.ts";
import type { RoomEncryption } from "./encrypt_room.ts";
import type { DisconnectCause, LocalSource, ParticipantSnapshot } from "../ports/room_port.ts";

/** The cause of a disconnect, as far as it changes what we do next. */
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

/** Whether LiveKit did not answer in time, as on a dead connection, which the SDK notices only seconds later. */
export function isServerTimeout(error: unknown): boolean {
  return error instanceof ConnectionError && error.reason === ConnectionErrorReason.Timeout;
}

const trackSources = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
} as const satisfies Record<LocalSource, Track.Source>;

/** The SDK's source for one of ours. */
export function trackSourceOf<S extends LocalSource>(source: S): typeof trackSources[S] {
  return trackSources[source];
}

/** Whether a participant's permissions allow this source; true where they are unknown, since the server decides. */
export function maySend(
  permissions: Participant["permissions"],
  source: LocalSource,
): boolean {
  if (!permissions) return true;
  const { canPublish, canPublishSources } = permissions;
  // LiveKit's own rule: an empty list allows every source.
  return canPublish &&
    (canPublishSources.length === 0 ||
      canPublishSources.some((allowed) =>
        Track.sourceFromProto(allowed) === trackSourceOf(source)
      ));
}

/** A snapshot of a participant. `encryption`: the room's, whose guard leaves out pictures; `null`: it has none. */
export function snapshotOf(
  participant: Participant,
  encryption: Pick<RoomEncryption, "plays" | "verdictOf" | "shows"> | null = null,
): ParticipantSnapshot {
  const verdict = encryption?.verdictOf(participant);
  const picture = (source: Track.Source) => {
    const publication = participant.getTrackPublication(source);
    const isShown = !publication || !encryption || encryption.shows(participant, publication);
    return isShown ? playableOf(publication) : null;
  };
  return {
    identity: participant.identity,
    name: participant.name ?? "",
    attributes: participant.attributes,
    outsideKind: outsideKinds.get(participant.kind) ?? "outside",
    joinedAtMs: participant.joinedAt?.getTime() ?? 0,
    sid: participant.sid,
    isLocal: participant.isLocal,
    // A participant that is left out does not take the stage by being loud.
    isSpeaking: participant.isSpeaking && verdict !== "not-encrypted" && verdict !== "unreadable",
    isMicrophoneMuted: !isSendingAudio(participant),
    quality: qualityOf(participant.connectionQuality),
    camera: picture(Track.Source.Camera),
    screen: picture(Track.Source.ScreenShare),
    screenSinceMs: sinceOf(participant.getTrackPublication(Track.Source.ScreenShare)),
    sounds: [...participant.audioTrackPublications.values()].flatMap((publication) => {
      const { track, isMuted } = publication;
      const isHeard = !isMuted && (encryption?.plays(participant, publication) ?? true);
      return track && isHeard ? [track.mediaStreamTrack] : [];
    }),
    hasScreenSound: participant.getTrackPublication(Track.Source.ScreenShareAudio) !== undefined,
    isCameraLeftOut: isLeftOut(participant.getTrackPublication(Track.Source.Camera)),
    isScreenLeftOut: isLeftOut(participant.getTrackPublication(Track.Source.ScreenShare)),
    ...verdict && { encryption: verdict },
  };
}

/** LiveKit gives a track its version once, when it is published: the moment, in microseconds since 1970. */
function sinceOf(publication: TrackPublication | undefined): number | undefined {
  const micros = publication?.trackInfo?.version?.unixMicro;
  return micros === undefined ? undefined : Number(micros) / 1000;
}

/** Whether a picture is sent and we did not subscribe to it. */
function isLeftOut(publication: TrackPublication | undefined): boolean {
  return publication instanceof RemoteTrackPublication && !publication.isMuted &&
    !publication.isDesired;
}

const outsideKinds: ReadonlyMap<ParticipantKind, OutsideKind> = new Map([
  [ParticipantKind.INGRESS, "ingress"],
  [ParticipantKind.EGRESS, "egress"],
  [ParticipantKind.SIP, "sip"],
  [ParticipantKind.AGENT, "agent"],
  [ParticipantKind.CONNECTOR, "connector"],
  [ParticipantKind.BRIDGE, "connector"],
]);

/** A participant without a token of ours may send audio from any source, and all of it counts. */
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

/** Lets an element count beside those of the page, until the returned function is called; `null` for a local track. */
function observe(track: Track, element: ElementInfo): (() => void) | null {
  if (!(track instanceof RemoteVideoTrack)) return null;
  track.observeElementInfo(element);
  return () => track.stopObservingElementInfo(element);
}

/**
 * Tells the server not to send a picture that has no element yet, as that of a tile on another page. livekit-client tells of a
 * picture's elements from the first one on only: without this, one that was never shown is sent in full.
 */
export function pauseUnlessShown(track: Track): void {
  if (!(track instanceof RemoteVideoTrack) || track.attachedElements.length > 0) return;
  const hidden = hiddenElement(0);
  track.observeElementInfo(hidden);
  track.stopObservingElementInfo(hidden);
}

/** An element that counts for its size, not as a visible one. */
function hiddenElement(pixels: number): ElementInfo {
  return {
    element: {},
    width: () => pixels,
    height: () => pixels,
    visible: false,
    pictureInPicture: false,
    visibilityChangedAt: undefined,
    observe() {},
    stopObserving() {},
  };
}

/**
 * Larger than any screen, in pixels: the largest layer of a shared screen is requested, however small its element. Text at half its
 * size is unreadable, and one may zoom in.
 */
const hugePixels = 10_000;

/** Counts as a small window outside the tab, which livekit-client receives for in a hidden tab too. */
const recordedElement: ElementInfo = {
  ...hiddenElement(640),
  visible: true,
  pictureInPicture: true,
};

/** One object a track, so that each element is attached once. */
const playables = new WeakMap<Track, PlayableTrack>();

function playableOf(publication: TrackPublication | undefined): PlayableTrack | null {
  const track = publication?.track;
  if (!track || publication.isMuted) return null;
  let playable = playables.get(track);
  if (!playable) {
    playable = {
      id: track.sid ?? track.mediaStreamTrack.id,
      kind: "video",
      attach(element, { isAlwaysReceived = false } = { isAlwaysReceived: false }) {
        track.attach(element);
        const asked = [
          publication.source === Track.Source.ScreenShare &&
          observe(track, hiddenElement(hugePixels)),
          isAlwaysReceived && observe(track, recordedElement),
        ];
        return () => {
          for (const stopAsking of asked) if (stopAsking) stopAsking();
          track.detach(element);
        };
      },
    };
    playables.set(track, playable);
  }
  return playable;
}
