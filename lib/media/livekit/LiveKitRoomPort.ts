import {
  type LocalParticipant,
  type Participant,
  type RemoteAudioTrack,
  type RemoteParticipant,
  type RemoteTrack,
  Room,
  RoomEvent,
  Track,
  type TrackPublication,
} from "livekit-client";
import { CallFailure } from "../call_failure.ts";
import type { CaptureKind } from "../call_types.ts";
import type { RoomPort, RoomReport } from "../room_port.ts";
import { causeOf, localSourceOf, snapshotOf, sourceOf } from "./livekit_words.ts";

/** A `RoomPort` over livekit-client: tells its events as reports, and plays everybody's sound. */
export class LiveKitRoomPort implements RoomPort {
  readonly #room = new Room({
    adaptiveStream: true,
    dynacast: true,
    // Captures have an owner (`Capture`), who stops them; a new room takes them over.
    stopLocalTrackOnUnpublish: false,
    // `Call` leaves on `pagehide` only: `beforeunload` comes for downloads and mail links too.
    disconnectOnPageLeave: false,
  });
  readonly #volumes = new Map<string, number>();
  readonly #audioElements = new Set<HTMLMediaElement>();
  #speaking: ReadonlySet<Participant> = new Set();
  #isConnected = false;
  #report: (report: RoomReport) => void = () => {};

  constructor() {
    this.#listen();
  }

  onReport(listener: (report: RoomReport) => void): void {
    this.#report = listener;
  }

  async connect(url: string, token: string): Promise<void> {
    try {
      await this.#room.connect(url, token, { autoSubscribe: true });
    } catch (error) {
      throw new CallFailure("livekit-unreachable", "Cannot connect to LiveKit", { cause: error });
    }
  }

  async disconnect(): Promise<void> {
    await this.#room.disconnect(false);
  }

  async publish(kind: CaptureKind, track: MediaStreamTrack): Promise<void> {
    const publication = this.#local.getTrackPublication(sourceOf(kind));
    if (!publication?.track) {
      // It may come muted from an earlier room.
      track.enabled = true;
      await this.#local.publishTrack(track, { source: sourceOf(kind) });
      return;
    }
    if (publication.track.mediaStreamTrack !== track) {
      // `true`: ours, so that the SDK neither stops it nor captures another one by itself.
      await publication.track.replaceTrack(track, true);
    }
    await publication.unmute();
  }

  async mute(kind: CaptureKind): Promise<void> {
    await this.#local.getTrackPublication(sourceOf(kind))?.mute();
  }

  async publishScreen(stream: MediaStream): Promise<void> {
    await Promise.all(
      stream.getTracks().map((track) => {
        const isVideo = track.kind === "video";
        // Text must stay sharp; what moves may stutter.
        if (isVideo) track.contentHint = "detail";
        const source = isVideo ? Track.Source.ScreenShare : Track.Source.ScreenShareAudio;
        return this.#local.publishTrack(track, { source });
      }),
    );
  }

  async unpublishScreen(): Promise<void> {
    const publications = [Track.Source.ScreenShare, Track.Source.ScreenShareAudio]
      .map((source) => this.#local.getTrackPublication(source));
    await Promise.all(
      publications.map((publication) =>
        publication?.track && this.#local.unpublishTrack(publication.track, false)
      ),
    );
  }

  setVolume(identity: string, ratio: number): void {
    this.#volumes.set(identity, ratio);
    const participant = this.#room.remoteParticipants.get(identity);
    participant?.audioTrackPublications.forEach(({ track }) => {
      track?.attachedElements.forEach((element) => this.#applyVolume(element, ratio));
    });
  }

  async setSpeaker(deviceId: string | null): Promise<void> {
    await this.#room.switchActiveDevice("audiooutput", deviceId ?? "default");
  }

  async startAudio(): Promise<void> {
    await this.#room.startAudio();
    // The SDK has just unmuted everybody.
    this.#volumes.forEach((ratio, identity) => this.setVolume(identity, ratio));
  }

  get #local(): LocalParticipant {
    return this.#room.localParticipant;
  }

  #listen(): void {
    const tell = (participant: Participant) => this.#tell(participant);
    const tellOf = (_: unknown, participant: Participant) => this.#tell(participant);
    const tellOfTrack = (_: unknown, __: unknown, participant: Participant) =>
      this.#tell(participant);
    const tellOfLocal = (publication: TrackPublication) => this.#tellLocal(publication);

    this.#room
      .on(RoomEvent.Connected, () => {
        this.#isConnected = true;
        this.#tellAll();
      })
      .on(RoomEvent.Reconnecting, () => this.#report({ type: "connection", state: "reconnecting" }))
      .on(RoomEvent.Reconnected, () => {
        this.#report({ type: "connection", state: "connected" });
        this.#tellAll();
      })
      .on(RoomEvent.Disconnected, (reason) => {
        this.#isConnected = false;
        this.#audioElements.forEach((element) => element.remove());
        this.#report({ type: "disconnected", cause: causeOf(reason) });
      })
      .on(RoomEvent.ParticipantConnected, tell)
      .on(RoomEvent.ParticipantActive, tell)
      .on(RoomEvent.ParticipantDisconnected, (participant) => {
        if (!this.#isConnected) return;
        this.#report({ type: "participant-left", identity: participant.identity });
      })
      .on(RoomEvent.ParticipantNameChanged, tellOf)
      .on(RoomEvent.ParticipantAttributesChanged, tellOf)
      .on(RoomEvent.ConnectionQualityChanged, tellOf)
      .on(RoomEvent.TrackPublished, tellOf)
      .on(RoomEvent.TrackUnpublished, tellOf)
      .on(RoomEvent.TrackSubscribed, (track, publication, participant) => {
        this.#play(track, participant);
        tellOfTrack(track, publication, participant);
      })
      .on(RoomEvent.TrackUnsubscribed, (track, publication, participant) => {
        this.#stopPlaying(track);
        tellOfTrack(track, publication, participant);
      })
      .on(RoomEvent.TrackMuted, (publication, participant) => {
        tellOf(publication, participant);
        if (participant.isLocal) tellOfLocal(publication);
      })
      .on(RoomEvent.TrackUnmuted, (publication, participant) => {
        tellOf(publication, participant);
        if (participant.isLocal) tellOfLocal(publication);
      })
      .on(RoomEvent.LocalTrackPublished, tellOfLocal)
      .on(RoomEvent.LocalTrackUnpublished, tellOfLocal)
      .on(RoomEvent.ActiveSpeakersChanged, (speakers) => this.#tellSpeakers(speakers))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => {
        this.#report({ type: "audio-blocked", isBlocked: !this.#room.canPlaybackAudio });
      });
  }

  /** Ourselves first: our own seat shows nobody else. */
  #tellAll(): void {
    this.#tell(this.#local);
    this.#room.remoteParticipants.forEach((participant) => this.#tell(participant));
  }

  #tell(participant: Participant): void {
    if (!this.#isConnected) return;
    this.#report({ type: "participant", participant: snapshotOf(participant) });
  }

  /** Only those who began or stopped: one person who speaks is one tile that changes. */
  #tellSpeakers(speakers: readonly Participant[]): void {
    const before = this.#speaking;
    this.#speaking = new Set(speakers);
    for (const participant of before.symmetricDifference(this.#speaking)) this.#tell(participant);
  }

  #tellLocal(publication: TrackPublication): void {
    const source = localSourceOf(publication.source);
    if (!source) return;
    // A room that ends unpublishes everything, in the same task, before it says that it ended:
    // that is no news about the switches.
    queueMicrotask(() => {
      if (!this.#isConnected) return;
      const now = this.#local.getTrackPublication(publication.source);
      this.#report({ type: "source", source, isEnabled: now !== undefined && !now.isMuted });
      this.#tell(this.#local);
    });
  }

  /** Everybody is heard, also those whose tile is on another page. */
  #play(track: RemoteTrack, participant: RemoteParticipant): void {
    if (!isAudio(track)) return;
    const element = track.attach();
    element.hidden = true;
    document.body.append(element);
    this.#audioElements.add(element);
    this.#applyVolume(element, this.#volumes.get(participant.identity) ?? 1);
  }

  #stopPlaying(track: RemoteTrack): void {
    if (!isAudio(track)) return;
    for (const element of track.detach()) {
      element.remove();
      this.#audioElements.delete(element);
    }
  }

  #applyVolume(element: HTMLMediaElement, ratio: number): void {
    element.volume = ratio;
    // iOS ignores `volume`; silence at least works there.
    element.muted = ratio === 0;
  }
}

function isAudio(track: RemoteTrack): track is RemoteAudioTrack {
  return track.kind === Track.Kind.Audio;
}
