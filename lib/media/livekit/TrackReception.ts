import {
  type RemoteParticipant,
  type RemoteTrackPublication,
  type Room,
  Track,
  VideoQuality,
} from "livekit-client";
import type { RoomPort } from "../ports/room_port.ts";

export type ReceptionOf = Parameters<RoomPort["setReception"]>[0];

/** A shared screen's frames a second where little is to be received: text stays as sharp as it is. */
const fewFrames = 5;

/**
 * Subscribes to the others' tracks. All sound is; of pictures the call decides. A picture that is subscribed and on no
 * visible element is not sent either: livekit-client tells the server so (`adaptiveStream`).
 */
export class TrackReception {
  #receptionOf: ReceptionOf = () => "full";
  /** Screens of which few frames are received. */
  readonly #slowed = new WeakSet<Track>();

  set(receptionOf: ReceptionOf): void {
    this.#receptionOf = receptionOf;
  }

  /** Whether a stranger's camera is left out: then the server must not subscribe us to every track by itself. */
  get leavesOut(): boolean {
    return this.#receptionOf("", "camera") === "none";
  }

  applyToAll(room: Room): void {
    for (const participant of room.remoteParticipants.values()) {
      for (const publication of participant.trackPublications.values()) {
        this.apply(publication, participant);
      }
    }
  }

  apply(publication: RemoteTrackPublication, { identity }: RemoteParticipant): void {
    const isScreen = publication.source === Track.Source.ScreenShare;
    const reception = publication.kind === Track.Kind.Audio
      ? "full"
      : this.#receptionOf(identity, isScreen ? "screen" : "camera");
    const isWanted = reception !== "none";
    if (publication.isDesired !== isWanted) publication.setSubscribed(isWanted);
    if (!isWanted || publication.kind === Track.Kind.Audio) return;
    const isSmall = reception === "small";
    if (!isScreen) {
      // With `adaptiveStream` the smaller of the two sizes counts.
      const quality = isSmall ? VideoQuality.LOW : VideoQuality.HIGH;
      if (publication.videoQuality !== quality) publication.setVideoQuality(quality);
    } else if (publication.track && this.#slowed.has(publication.track) !== isSmall) {
      publication.setVideoFPS(isSmall ? fewFrames : 0);
      if (isSmall) this.#slowed.add(publication.track);
      else this.#slowed.delete(publication.track);
    }
  }
}
