import {
  AudioPresets,
  ConnectionState,
  type LocalParticipant,
  LocalVideoTrack,
  type Participant,
  ParticipantEvent,
  RemoteAudioTrack,
  type RemoteParticipant,
  type Room,
  RoomEvent,
  Track,
  type TrackPublishOptions,
} from "livekit-client";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import { spaceNameOf, spotlightOf } from "../../contract/room_metadata.ts";
import { AppFailure } from "../../api/app_failure.ts";
import { gestures } from "../base/gestures.ts";
import type { CaptureKind } from "../ports/call_types.ts";
import { fitLayers, replacePicture } from "./camera_layers.ts";
import { createRoom } from "./create_room.ts";
import type { RoomEncryption } from "./encrypt_room.ts";
import {
  type LocalSource,
  type RoomPort,
  type RoomReport,
  type RoomStats,
  SendLost,
} from "../ports/room_port.ts";
import { goodbyeTopic, reportOf } from "./data_messages.ts";
import { transcriptionTopic } from "../../contract/captions.ts";
import { readCaption } from "./captions.ts";
import { textStreamTopic } from "../../contract/chat.ts";
import { type Reaction, reactionTopic } from "../../contract/reactions.ts";
import { maxTextStreamBytes, readTextStream } from "./text_streams.ts";
import { countTracks } from "./count_tracks.ts";
import { RemoteAudio } from "./RemoteAudio.ts";
import { type ReceptionOf, TrackReception } from "./TrackReception.ts";
import {
  disconnectCauseOf,
  isRefusalToPublish,
  isServerTimeout,
  maySend,
  pauseUnlessShown,
  snapshotOf,
  trackSourceOf,
} from "./livekit_mapping.ts";

/** For a shared screen's sound. The SDK's defaults are for a voice: mono, and nothing is sent while it is quiet (DTX). */
const musicPublishOptions: TrackPublishOptions = {
  audioPreset: AudioPresets.musicHighQualityStereo,
  forceStereo: true,
  dtx: false,
  red: false,
};

/** For a microphone's original sound: the best that Opus gives. */
const originalPublishOptions: TrackPublishOptions = {
  ...musicPublishOptions,
  audioPreset: { maxBitrate: 256_000 },
};

/** A picture that is on the page has its element by then, after its subscription. */
const shownWithinMs = 1000;

const localSources: readonly LocalSource[] = ["microphone", "camera", "screen"];

/**
 * A `RoomPort` over livekit-client: turns its events into reports, and plays remote audio. Long, since it is the one place
 * that handles the SDK's events and peculiarities.
 */
export class LiveKitRoomPort implements RoomPort {
  readonly #room: Room;
  /** `null`: the space is not encrypted. */
  readonly #encryption: RoomEncryption | null;
  readonly #remoteAudio: RemoteAudio;
  readonly #reception = new TrackReception();
  /** The last `isEnabled` reported for each source; false before the first report. */
  readonly #reportedSources = new Map<LocalSource, boolean>(
    localSources.map((source) => [source, false]),
  );
  /** Sources whose publication is replaced by another one: unpublished for a moment, and not switched off. */
  readonly #republished = new Set<LocalSource>();
  /** How the microphone was published last. */
  #isOriginal = false;
  readonly #changed = new Set<Participant>();
  #speaking: ReadonlySet<Participant> = new Set();
  #isConnected = false;
  /** How often the connection was interrupted so far. */
  #interruptions = 0;
  #report: (report: RoomReport) => void = () => {};

  constructor(
    loadAudio: () => Promise<AudioContextPort>,
    encryption: RoomEncryption | null = null,
  ) {
    this.#encryption = encryption;
    this.#room = createRoom({
      // By default it counts CSS pixels, and a dense screen would get too small a picture.
      adaptiveStream: { pixelDensity: "screen" },
      dynacast: true,
      // `Capture` owns the tracks and stops them; a new room takes them over.
      stopLocalTrackOnUnpublish: false,
      // `Call` leaves on `pagehide` only: `beforeunload` comes for downloads and mail links too.
      disconnectOnPageLeave: false,
      // A few bytes that were compressed may stand for gigabytes.
      dataStream: { maxPayloadByteLength: maxTextStreamBytes },
      ...encryption && { encryption: encryption.options },
    });
    this.#remoteAudio = new RemoteAudio(loadAudio, () => this.#reportAudioBlocked());
    this.#listen();
  }

  onReport(listener: (report: RoomReport) => void): void {
    this.#report = listener;
  }

  async connect(url: string, token: string): Promise<void> {
    try {
      // Before connecting, so that no track of ours is ever sent in plain.
      if (this.#encryption) await this.#room.setE2EEEnabled(true);
      await this.#room.connect(url, token, { autoSubscribe: !this.#reception.leavesOut });
    } catch (error) {
      this.#encryption?.end();
      throw new AppFailure("livekit-unreachable", "Cannot connect to LiveKit", { cause: error });
    }
  }

  async sayGoodbye(): Promise<void> {
    await this.#local.publishData(new Uint8Array(), { reliable: true, topic: goodbyeTopic });
  }

  async sendReaction(reaction: Reaction): Promise<void> {
    const data = new TextEncoder().encode(reaction);
    await this.#local.publishData(data, { reliable: false, topic: reactionTopic });
  }

  async disconnect(): Promise<void> {
    await this.#room.disconnect(false);
    this.#encryption?.end();
  }

  untilConnected(): Promise<boolean> {
    const room = this.#room;
    return new Promise((resolve) => {
      const look = () => {
        if (room.state === ConnectionState.Connected) resolve(true);
        else if (room.state === ConnectionState.Disconnected) resolve(false);
        else return;
        room.off(RoomEvent.ConnectionStateChanged, look);
      };
      room.on(RoomEvent.ConnectionStateChanged, look);
      look();
    });
  }

  async publish(
    kind: CaptureKind,
    track: MediaStreamTrack,
    { isOriginal = false } = {},
  ): Promise<void> {
    let publication = this.#local.getTrackPublication(trackSourceOf(kind));
    // Stereo and its bit rate are negotiated once for a publication.
    if (publication?.track && kind === "microphone" && isOriginal !== this.#isOriginal) {
      this.#republished.add(kind);
      await this.#local.unpublishTrack(publication.track, false);
      publication = undefined;
    }
    if (!publication?.track) {
      try {
        return await this.#send(async () => {
          // The track may still be disabled from being muted in an earlier room.
          track.enabled = true;
          if (isOriginal) track.contentHint = "music";
          const source = trackSourceOf(kind);
          const options = isOriginal ? originalPublishOptions : {};
          await this.#local.publishTrack(track, { ...options, source });
          if (kind === "microphone") this.#isOriginal = isOriginal;
        });
      } finally {
        this.#republished.delete(kind);
        this.#queueReport(this.#local);
      }
    }
    const sent = publication.track;
    const isOther = sent.mediaStreamTrack !== track;
    if (sent instanceof LocalVideoTrack) {
      if (isOther) await replacePicture(sent, track);
      // The same track may have changed its size. Where a browser refuses new layers, the old ones stay.
      await fitLayers(sent).catch(() => {});
    } else if (isOther) {
      // `true` marks the track as ours: the SDK then neither stops it nor captures another one by itself.
      await sent.replaceTrack(track, true);
    }
    await publication.unmute();
    // The SDK has no event for another track in the same publication.
    if (isOther) this.#queueReport(this.#local);
  }

  async mute(kind: CaptureKind): Promise<void> {
    await this.#local.getTrackPublication(trackSourceOf(kind))?.mute();
  }

  async isOverloaded(): Promise<boolean> {
    const track = this.#local.getTrackPublication(trackSourceOf("camera"))?.track;
    if (!(track instanceof LocalVideoTrack)) return false;
    const layers = await track.getSenderStats();
    return layers.some(({ qualityLimitationReason }) => qualityLimitationReason === "cpu");
  }

  async publishScreen(stream: MediaStream): Promise<void> {
    const publish = async (track: MediaStreamTrack) => {
      const isVideo = track.kind === "video";
      // `detail`: text stays sharp, and motion may stutter.
      track.contentHint = isVideo ? "detail" : "music";
      const source = isVideo ? Track.Source.ScreenShare : Track.Source.ScreenShareAudio;
      // An earlier attempt may have published one of the two.
      if (this.#local.getTrackPublication(source)?.track?.mediaStreamTrack === track) return;
      await this.#local.publishTrack(track, { source, ...isVideo ? {} : musicPublishOptions });
    };
    await this.#send(() => Promise.all(stream.getTracks().map(publish)));
  }

  async unpublishScreen(): Promise<void> {
    const publications = [trackSourceOf("screen"), Track.Source.ScreenShareAudio]
      .map((source) => this.#local.getTrackPublication(source));
    await Promise.all(
      publications.map((publication) =>
        publication?.track && this.#local.unpublishTrack(publication.track, false)
      ),
    );
  }

  setReception(receptionOf: ReceptionOf): void {
    this.#reception.set(receptionOf);
    this.#reception.applyToAll(this.#room);
    this.#queueAll();
  }

  async readStats(): Promise<RoomStats> {
    const { remoteParticipants } = this.#room;
    const received = await Promise.all(
      [...remoteParticipants.values()].map(async (participant) =>
        [participant.identity, await countTracks(participant)] as const
      ),
    );
    return { sent: await countTracks(this.#local), received: new Map(received) };
  }

  setVolume(identity: string, voiceRatio: number, screenRatio: number): void {
    this.#remoteAudio.setVolume(identity, voiceRatio, screenRatio);
  }

  async setAudioOutput(deviceId: string | null): Promise<void> {
    // "" is the default by the standard; "default" exists only where a browser lists it.
    await this.#room.switchActiveDevice("audiooutput", deviceId ?? "");
    await this.#remoteAudio.setOutput(deviceId ?? "");
  }

  async startAudio(): Promise<void> {
    // Video is started in the same click, because the browser may have blocked it too.
    const starting = this.#room.startVideo();
    try {
      await this.#room.startAudio();
      await starting;
    } catch {
      // Blocked again: the SDK's events go on reporting it.
    }
    // The SDK has just unmuted every element.
    this.#remoteAudio.applyVolumes();
  }

  get #local(): LocalParticipant {
    return this.#room.localParticipant;
  }

  #listen(): void {
    const reconnecting = () => {
      this.#interruptions++;
      this.#report({ type: "connection", state: "reconnecting" });
    };
    const change = (participant: Participant) => this.#queueReport(participant);
    const changeOf = (_: unknown, participant: Participant) => this.#queueReport(participant);
    this.#room
      .on(RoomEvent.Connected, () => {
        this.#isConnected = true;
        this.#reportPermissions();
        this.#reportMetadata();
        document.addEventListener("visibilitychange", this.#wakeCamera);
        this.#reception.applyToAll(this.#room);
        this.#queueAll();
      })
      // While a dead server sends nothing, `SignalReconnecting` comes some 20 s before `Reconnecting`.
      .on(RoomEvent.SignalReconnecting, reconnecting)
      .on(RoomEvent.Reconnecting, reconnecting)
      .on(RoomEvent.Reconnected, () => {
        this.#report({ type: "connection", state: "connected" });
        this.#reportMetadata();
        this.#queueAll();
      })
      .on(RoomEvent.Disconnected, (reason) => {
        this.#isConnected = false;
        this.#encryption?.end();
        this.#remoteAudio.stopAll();
        document.removeEventListener("visibilitychange", this.#wakeCamera);
        this.#startVideoOnGestures(false);
        this.#report({ type: "disconnected", cause: disconnectCauseOf(reason) });
      })
      .on(RoomEvent.RoomMetadataChanged, () => this.#reportMetadata())
      .on(RoomEvent.ParticipantConnected, change)
      .on(RoomEvent.ParticipantDisconnected, ({ identity }) => {
        this.#report({ type: "participant-left", identity });
      })
      .on(RoomEvent.ParticipantNameChanged, changeOf)
      .on(RoomEvent.ParticipantAttributesChanged, changeOf)
      .on(RoomEvent.ParticipantPermissionsChanged, (_, participant) => {
        if (participant === this.#local && this.#isConnected) this.#reportPermissions();
      })
      .on(RoomEvent.ConnectionQualityChanged, changeOf)
      .on(RoomEvent.TrackPublished, (publication, participant) => {
        this.#reception.apply(publication, participant);
        change(participant);
      })
      .on(RoomEvent.TrackUnpublished, changeOf)
      .on(RoomEvent.TrackMuted, changeOf)
      .on(RoomEvent.TrackUnmuted, changeOf)
      .on(RoomEvent.LocalTrackPublished, changeOf)
      .on(RoomEvent.LocalTrackUnpublished, changeOf)
      .on(RoomEvent.TrackSubscribed, (track, publication, participant) => {
        this.#reception.apply(publication, participant);
        if (this.#encryption?.plays(participant, publication) ?? true) {
          this.#remoteAudio.play(track, participant.identity);
        }
        setTimeout(() => pauseUnlessShown(track), shownWithinMs);
        change(participant);
      })
      .on(RoomEvent.TrackUnsubscribed, (track, _, participant) => {
        this.#remoteAudio.stop(track);
        change(participant);
      })
      .on(RoomEvent.ActiveSpeakersChanged, (speakers) => this.#updateSpeakers(speakers))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => {
        this.#reportAudioBlocked();
      })
      .on(RoomEvent.VideoPlaybackStatusChanged, (plays) => this.#startVideoOnGestures(!plays))
      .on(RoomEvent.DataReceived, (data, _, __, topic, ___, sender) => {
        // Pass the identity and not the participant, which the SDK may not know yet: without a sender the message would
        // pass for our server's.
        const report = reportOf({ data, topic, sender: sender || undefined });
        if (report) this.#report(report);
      });
    // The SDK reads the sender's statistics, so it covers our own captures.
    this.#local.on(ParticipantEvent.LocalTrackCpuConstrained, ({ source }) => {
      if (source === trackSourceOf("camera")) this.#report({ type: "overloaded" });
    });
    this.#encryption?.watch(this.#room, (participant) => this.#applyEncryption(participant));
    // A text that is encrypted and one in plain look alike here (livekit-client 2.23): in an encrypted space none counts.
    if (this.#encryption) return;
    this.#room.registerTextStreamHandler(textStreamTopic, async (reader, { identity }) => {
      const text = await readTextStream(reader);
      if (text === null || !this.#isConnected) return;
      this.#report({ type: "text", message: { identity, id: reader.info.id, text } });
    });
    this.#room.registerTextStreamHandler(
      transcriptionTopic,
      (reader, { identity }) =>
        void readCaption(this.#room, reader, identity, (caption) => {
          if (this.#isConnected) this.#report({ type: "caption", caption });
        }),
    );
  }

  /** Plays what has shown to be decryptable, and stops what has not. */
  #applyEncryption(participant: RemoteParticipant): void {
    for (const publication of participant.audioTrackPublications.values()) {
      const { track } = publication;
      if (!(track instanceof RemoteAudioTrack)) continue;
      const plays = this.#encryption?.plays(participant, publication) ?? true;
      if (plays === this.#remoteAudio.has(track)) continue;
      if (plays) this.#remoteAudio.play(track, participant.identity);
      else {
        track.detach();
        this.#remoteAudio.stop(track);
      }
    }
    this.#queueReport(participant);
  }

  /**
   * Publishes once connected: the SDK would wait 15 s and then stop the track, which is not its own.
   *
   * @throws {SendLost}
   */
  async #send(publish: () => Promise<unknown>): Promise<void> {
    if (!await this.untilConnected()) throw new SendLost("The room is gone");
    const interruptionsBefore = this.#interruptions;
    try {
      await publish();
    } catch (cause) {
      const wasConnected = this.#room.state === ConnectionState.Connected &&
        this.#interruptions === interruptionsBefore;
      if (isRefusalToPublish(cause) || wasConnected && !isServerTimeout(cause)) throw cause;
      throw new SendLost("The connection was lost", { cause });
    }
  }

  /** On phones the SDK disables the camera track of a hidden page, and enables only its own captures again. */
  readonly #wakeCamera = () => {
    const publication = this.#local.getTrackPublication(trackSourceOf("camera"));
    if (document.visibilityState !== "visible" || !publication?.track) return;
    publication.track.mediaStreamTrack.enabled = !publication.isMuted;
  };

  /** Where video does not autoplay (Safari in low power mode), each gesture tries to start it. */
  #startVideoOnGestures(follows: boolean): void {
    const listen = follows ? document.addEventListener : document.removeEventListener;
    for (const type of gestures) listen.call(document, type, this.#room.startVideo);
  }

  #reportAudioBlocked(): void {
    const isBlocked = !this.#room.canPlaybackAudio || this.#remoteAudio.isPaused;
    this.#report({ type: "audio-blocked", isBlocked });
  }

  #reportMetadata(): void {
    const { metadata } = this.#room;
    this.#report({ type: "spotlight", seatId: spotlightOf(metadata) });
    this.#report({ type: "space-name", name: spaceNameOf(metadata) });
  }

  #reportPermissions(): void {
    for (const source of localSources) {
      const isAllowed = maySend(this.#local.permissions, source);
      this.#report({ type: "permission", source, isAllowed });
    }
  }

  #queueAll(): void {
    this.#queueReport(this.#local);
    this.#room.remoteParticipants.forEach((participant) => this.#queueReport(participant));
  }

  /**
   * Reports a participant at the end of this task. The SDK emits events while its state changes: for a newcomer before
   * `joinedAt` is known, and for a room that ends, that everything was unpublished.
   */
  #queueReport(participant: Participant): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#reportChanged());
    this.#changed.add(participant);
  }

  #reportChanged(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    if (!this.#isConnected) return;
    // The local participant first: our own seat shows only this browser.
    if (changed.includes(this.#local)) this.#reportLocal();
    for (const participant of changed) {
      if (this.#isInside(participant)) {
        this.#report({
          type: "participant",
          participant: snapshotOf(participant, this.#encryption),
        });
      }
    }
  }

  #reportLocal(): void {
    this.#report({ type: "participant", participant: snapshotOf(this.#local, this.#encryption) });
    for (const source of localSources) {
      if (this.#republished.has(source)) continue;
      const publication = this.#local.getTrackPublication(trackSourceOf(source));
      const isEnabled = publication !== undefined && !publication.isMuted;
      if (isEnabled === this.#reportedSources.get(source)) continue;
      this.#reportedSources.set(source, isEnabled);
      this.#report({ type: "source", source, isEnabled });
    }
  }

  /** Whether a participant is still in the room: the SDK emits events of tracks and speakers after one has left. */
  #isInside({ identity, sid }: Participant): boolean {
    return this.#room.remoteParticipants.get(identity)?.sid === sid;
  }

  /** Reports only participants that began or stopped speaking, so that only their tiles change. */
  #updateSpeakers(speakers: readonly Participant[]): void {
    const before = this.#speaking;
    this.#speaking = new Set(speakers);
    for (const participant of new Set([...before, ...speakers])) {
      if (before.has(participant) !== this.#speaking.has(participant)) {
        this.#queueReport(participant);
      }
    }
  }
}
