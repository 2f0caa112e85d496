import {
  AudioPresets,
  ConnectionState,
  type LocalParticipant,
  LocalVideoTrack,
  type Participant,
  ParticipantEvent,
  RoomEvent,
  Track,
  type TrackPublishOptions,
} from "livekit-client";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import { AppFailure } from "../../api/app_failure.ts";
import { gestures } from "../base/gestures.ts";
import type { CaptureKind } from "../ports/call_types.ts";
import { fitLayers, replacePicture } from "./camera_layers.ts";
import { createRoom } from "./create_room.ts";
import { type LocalSource, type RoomPort, type RoomReport, SendLost } from "../ports/room_port.ts";
import { goodbyeTopic, reportOf } from "./data_messages.ts";
import { RemoteParticipants } from "./RemoteParticipants.ts";
import {
  causeOf,
  isRefusalToPublish,
  isSilence,
  maySend,
  snapshotOf,
  sourceOf,
} from "./livekit_mapping.ts";

/** The SDK's defaults are for a voice: said to be mono, and nothing is sent while it is quiet. */
const asItSounds: TrackPublishOptions = {
  audioPreset: AudioPresets.musicHighQualityStereo,
  forceStereo: true,
  dtx: false,
  red: false,
};

const localSources: readonly LocalSource[] = ["microphone", "camera", "screen"];

/**
 * A `RoomPort` over livekit-client: tells its events as reports, and plays everybody's sound. Long, since it is the one
 * place where the SDK's events, and its ways that nobody expects, are met.
 */
export class LiveKitRoomPort implements RoomPort {
  readonly #room = createRoom({
    // By default it counts CSS pixels: what is shown on two or three times as many would come in half its size.
    adaptiveStream: { pixelDensity: "screen" },
    dynacast: true,
    // Captures have an owner (`Capture`), who stops them; a new room takes them over.
    stopLocalTrackOnUnpublish: false,
    // `Call` leaves on `pagehide` only: `beforeunload` comes for downloads and mail links too.
    disconnectOnPageLeave: false,
  });
  readonly #heard: RemoteParticipants;
  /** What was reported of each source; off, before anything was. */
  readonly #told = new Map<LocalSource, boolean>(localSources.map((source) => [source, false]));
  readonly #changed = new Set<Participant>();
  #speaking: ReadonlySet<Participant> = new Set();
  #isConnected = false;
  /** How often the connection was lost so far. */
  #breaks = 0;
  #report: (report: RoomReport) => void = () => {};

  constructor(loadAudio: () => Promise<AudioContextPort>) {
    this.#heard = new RemoteParticipants(loadAudio, () => this.#tellSound());
    this.#listen();
  }

  onReport(listener: (report: RoomReport) => void): void {
    this.#report = listener;
  }

  async connect(url: string, token: string): Promise<void> {
    try {
      await this.#room.connect(url, token, { autoSubscribe: true });
    } catch (error) {
      throw new AppFailure("livekit-unreachable", "Cannot connect to LiveKit", { cause: error });
    }
  }

  async sayGoodbye(): Promise<void> {
    await this.#local.publishData(new Uint8Array(), { reliable: true, topic: goodbyeTopic });
  }

  async disconnect(): Promise<void> {
    await this.#room.disconnect(false);
  }

  stands(): Promise<boolean> {
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

  async publish(kind: CaptureKind, track: MediaStreamTrack): Promise<void> {
    const publication = this.#local.getTrackPublication(sourceOf(kind));
    if (!publication?.track) {
      return await this.#send(() => {
        // It may come muted from an earlier room.
        track.enabled = true;
        return this.#local.publishTrack(track, { source: sourceOf(kind) });
      });
    }
    const sent = publication.track;
    const isOther = sent.mediaStreamTrack !== track;
    if (sent instanceof LocalVideoTrack) {
      if (isOther) await replacePicture(sent, track);
      // The track may be the same and its picture another. Where a browser refuses, it is sent as before.
      await fitLayers(sent).catch(() => {});
    } else if (isOther) {
      // `true`: ours, so that the SDK neither stops it nor captures another one by itself.
      await sent.replaceTrack(track, true);
    }
    await publication.unmute();
  }

  async mute(kind: CaptureKind): Promise<void> {
    await this.#local.getTrackPublication(sourceOf(kind))?.mute();
  }

  async isOverloaded(): Promise<boolean> {
    const track = this.#local.getTrackPublication(sourceOf("camera"))?.track;
    if (!(track instanceof LocalVideoTrack)) return false;
    const layers = await track.getSenderStats();
    return layers.some(({ qualityLimitationReason }) => qualityLimitationReason === "cpu");
  }

  async publishScreen(stream: MediaStream): Promise<void> {
    const publish = async (track: MediaStreamTrack) => {
      const isVideo = track.kind === "video";
      // Text must stay sharp; what moves may stutter.
      track.contentHint = isVideo ? "detail" : "music";
      const source = isVideo ? Track.Source.ScreenShare : Track.Source.ScreenShareAudio;
      // One of the two may have got through.
      if (this.#local.getTrackPublication(source)?.track?.mediaStreamTrack === track) return;
      await this.#local.publishTrack(track, { source, ...isVideo ? {} : asItSounds });
    };
    await this.#send(() => Promise.all(stream.getTracks().map(publish)));
  }

  async unpublishScreen(): Promise<void> {
    const publications = [sourceOf("screen"), Track.Source.ScreenShareAudio]
      .map((source) => this.#local.getTrackPublication(source));
    await Promise.all(
      publications.map((publication) =>
        publication?.track && this.#local.unpublishTrack(publication.track, false)
      ),
    );
  }

  setVolume(identity: string, ratio: number): void {
    this.#heard.setVolume(identity, ratio);
  }

  async setSpeaker(deviceId: string | null): Promise<void> {
    // By the standard; "default" is there only where a browser lists it.
    await this.#room.switchActiveDevice("audiooutput", deviceId ?? "");
  }

  async startAudio(): Promise<void> {
    // Within the one click: pictures may be held back as well.
    const starting = this.#room.startVideo();
    try {
      await this.#room.startAudio();
      await starting;
    } catch {
      // Refused again: by its events it goes on being said.
    }
    // The SDK has just unmuted everybody.
    this.#heard.applyVolumes();
  }

  get #local(): LocalParticipant {
    return this.#room.localParticipant;
  }

  #listen(): void {
    const reconnecting = () => {
      this.#breaks++;
      this.#report({ type: "connection", state: "reconnecting" });
    };
    const change = (participant: Participant) => this.#change(participant);
    const changeOf = (_: unknown, participant: Participant) => this.#change(participant);
    this.#room
      .on(RoomEvent.Connected, () => {
        this.#isConnected = true;
        this.#tellPermissions();
        document.addEventListener("visibilitychange", this.#wakeCamera);
        this.#changeAll();
      })
      // The SDK says the former for some 20 s before the latter, while a dead server sends nothing.
      .on(RoomEvent.SignalReconnecting, reconnecting)
      .on(RoomEvent.Reconnecting, reconnecting)
      .on(RoomEvent.Reconnected, () => {
        this.#report({ type: "connection", state: "connected" });
        this.#changeAll();
      })
      .on(RoomEvent.Disconnected, (reason) => {
        this.#isConnected = false;
        this.#heard.stopAll();
        document.removeEventListener("visibilitychange", this.#wakeCamera);
        this.#followGestures(false);
        this.#report({ type: "disconnected", cause: causeOf(reason) });
      })
      .on(RoomEvent.ParticipantConnected, change)
      .on(RoomEvent.ParticipantDisconnected, ({ identity }) => {
        this.#report({ type: "participant-left", identity });
      })
      .on(RoomEvent.ParticipantNameChanged, changeOf)
      .on(RoomEvent.ParticipantAttributesChanged, changeOf)
      .on(RoomEvent.ParticipantPermissionsChanged, (_, participant) => {
        if (participant === this.#local && this.#isConnected) this.#tellPermissions();
      })
      .on(RoomEvent.ConnectionQualityChanged, changeOf)
      .on(RoomEvent.TrackPublished, changeOf)
      .on(RoomEvent.TrackUnpublished, changeOf)
      .on(RoomEvent.TrackMuted, changeOf)
      .on(RoomEvent.TrackUnmuted, changeOf)
      .on(RoomEvent.LocalTrackPublished, changeOf)
      .on(RoomEvent.LocalTrackUnpublished, changeOf)
      .on(RoomEvent.TrackSubscribed, (track, _, participant) => {
        this.#heard.play(track, participant.identity);
        change(participant);
      })
      .on(RoomEvent.TrackUnsubscribed, (track, _, participant) => {
        this.#heard.stop(track);
        change(participant);
      })
      .on(RoomEvent.ActiveSpeakersChanged, (speakers) => this.#changeSpeakers(speakers))
      .on(RoomEvent.AudioPlaybackStatusChanged, () => {
        this.#tellSound();
      })
      .on(RoomEvent.VideoPlaybackStatusChanged, (plays) => this.#followGestures(!plays))
      .on(RoomEvent.DataReceived, (data, _, __, topic, ___, sender) => {
        // Not the participant, who may not have been told of yet: without a sender it would pass for the server's.
        const report = reportOf({ data, topic, sender: sender || undefined });
        if (report) this.#report(report);
      });
    // It looks at the sender, so our own captures count as the SDK's do.
    this.#local.on(ParticipantEvent.LocalTrackCpuConstrained, ({ source }) => {
      if (source === sourceOf("camera")) this.#report({ type: "overloaded" });
    });
  }

  /**
   * Publishes once there is a connection: the SDK would wait 15 s for one and then stop the track, which is not its own.
   *
   * @throws {SendLost}
   */
  async #send(publish: () => Promise<unknown>): Promise<void> {
    if (!await this.stands()) throw new SendLost("The room is gone");
    const breaksBefore = this.#breaks;
    try {
      await publish();
    } catch (cause) {
      const hasStood = this.#room.state === ConnectionState.Connected &&
        this.#breaks === breaksBefore;
      if (isRefusalToPublish(cause) || hasStood && !isSilence(cause)) throw cause;
      throw new SendLost("The connection was lost", { cause });
    }
  }

  /** On phones the SDK blackens the camera of a page that is not seen, and only its own ones come back. */
  readonly #wakeCamera = () => {
    const publication = this.#local.getTrackPublication(sourceOf("camera"));
    if (document.visibilityState !== "visible" || !publication?.track) return;
    publication.track.mediaStreamTrack.enabled = !publication.isMuted;
  };

  /** Where no picture plays by itself (Safari in low power mode): each gesture tries, until they play. */
  #followGestures(follows: boolean): void {
    const listen = follows ? document.addEventListener : document.removeEventListener;
    for (const type of gestures) listen.call(document, type, this.#room.startVideo);
  }

  #tellSound(): void {
    const isBlocked = !this.#room.canPlaybackAudio || this.#heard.isPaused;
    this.#report({ type: "audio-blocked", isBlocked });
  }

  #tellPermissions(): void {
    for (const source of localSources) {
      const isAllowed = maySend(this.#local.permissions, source);
      this.#report({ type: "permission", source, isAllowed });
    }
  }

  #changeAll(): void {
    this.#change(this.#local);
    this.#room.remoteParticipants.forEach((participant) => this.#change(participant));
  }

  /**
   * Reports a participant as it will be at the end of this task. The SDK tells of changes while it
   * makes them: of a newcomer before it knows when they joined, and of a room that ends, that
   * everything was unpublished.
   */
  #change(participant: Participant): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#tellChanged());
    this.#changed.add(participant);
  }

  #tellChanged(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    if (!this.#isConnected) return;
    // Ourselves first: our own seat shows nobody else.
    if (changed.includes(this.#local)) this.#tellLocal();
    for (const participant of changed) {
      if (this.#isInside(participant)) {
        this.#report({ type: "participant", participant: snapshotOf(participant) });
      }
    }
  }

  #tellLocal(): void {
    this.#report({ type: "participant", participant: snapshotOf(this.#local) });
    for (const source of localSources) {
      const publication = this.#local.getTrackPublication(sourceOf(source));
      const isEnabled = publication !== undefined && !publication.isMuted;
      if (isEnabled === this.#told.get(source)) continue;
      this.#told.set(source, isEnabled);
      this.#report({ type: "source", source, isEnabled });
    }
  }

  /** Tracks end and speakers fall silent after their participant has left: that is no news. */
  #isInside({ identity, sid }: Participant): boolean {
    return this.#room.remoteParticipants.get(identity)?.sid === sid;
  }

  /** Only those who began or stopped: one person who speaks is one tile that changes. */
  #changeSpeakers(speakers: readonly Participant[]): void {
    const before = this.#speaking;
    this.#speaking = new Set(speakers);
    for (const participant of new Set([...before, ...speakers])) {
      if (before.has(participant) !== this.#speaking.has(participant)) this.#change(participant);
    }
  }
}
