import type { Reaction } from "../../../lib/contract/reactions.ts";
import type { CaptureKind } from "../../../lib/media/ports/call_types.ts";
import type { AppFailure } from "../../../lib/api/app_failure.ts";
import type {
  LocalSource,
  ParticipantSnapshot,
  RoomPort,
  RoomReport,
  RoomSource,
  RoomStats,
} from "../../../lib/media/ports/room_port.ts";

/** A room that records calls and reports each change after it happened, as LiveKit does. */
export class FakeRoomPort implements RoomPort {
  url = "";
  token = "";
  isConnected = false;
  readonly calls: string[] = [];
  readonly published = new Map<LocalSource, MediaStreamTrack>();
  readonly volumes = new Map<string, number>();
  readonly screenVolumes = new Map<string, number>();
  /** Settles `connect`; with `isHeld`, the test does it. */
  readonly connecting = Promise.withResolvers<void>();
  /** While set, `publish` and `mute` wait for it. */
  holdSending: Promise<void> | null = null;
  /** While set, sending fails with it. */
  refusal: Error | null = null;
  /** The result of `untilConnected`. */
  connectionOutcome: Promise<boolean> = Promise.resolve(true);
  /** The browser refuses to change the speaker. */
  refusesSpeakers = false;
  isCpuOverused = false;
  #report: (report: RoomReport) => void = () => {};

  constructor(isHeld = false) {
    if (!isHeld) this.connecting.resolve();
  }

  onReport(listener: (report: RoomReport) => void): void {
    this.#report = listener;
  }

  report(report: RoomReport): void {
    this.#report(report);
  }

  async connect(url: string, token: string): Promise<void> {
    this.url = url;
    this.token = token;
    this.calls.push("connect");
    await this.connecting.promise;
    this.isConnected = true;
  }

  fail(failure: AppFailure): void {
    this.connecting.reject(failure);
  }

  sayGoodbye(): Promise<void> {
    this.calls.push("goodbye");
    return this.isConnected ? Promise.resolve() : Promise.reject(new Error("not connected"));
  }

  sendReaction(reaction: Reaction): Promise<void> {
    this.calls.push(`react ${reaction}`);
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    this.calls.push("disconnect");
    this.isConnected = false;
    return Promise.resolve();
  }

  untilConnected(): Promise<boolean> {
    return this.connectionOutcome;
  }

  async publish(kind: CaptureKind, track: MediaStreamTrack): Promise<void> {
    this.calls.push(`publish ${kind}`);
    await this.#send();
    this.published.set(kind, track);
    this.report({ type: "source", source: kind, isEnabled: true });
  }

  async mute(kind: CaptureKind): Promise<void> {
    this.calls.push(`mute ${kind}`);
    await this.#send();
    this.report({ type: "source", source: kind, isEnabled: false });
  }

  async publishScreen(stream: MediaStream): Promise<void> {
    this.calls.push("publish screen");
    await this.#send();
    this.published.set("screen", stream.getTracks()[0]);
    this.report({ type: "source", source: "screen", isEnabled: true });
  }

  async unpublishScreen(): Promise<void> {
    this.calls.push("unpublish screen");
    await this.#send();
    this.published.delete("screen");
    this.report({ type: "source", source: "screen", isEnabled: false });
  }

  isOverloaded(): Promise<boolean> {
    return Promise.resolve(this.isCpuOverused);
  }

  /** Decides as the call said last. */
  receptionOf: Parameters<RoomPort["setReception"]>[0] = () => "full";

  setReception(receptionOf: Parameters<RoomPort["setReception"]>[0]): void {
    this.receptionOf = receptionOf;
  }

  stats: RoomStats = { sent: [], received: new Map() };

  readStats(): Promise<RoomStats> {
    return Promise.resolve(this.stats);
  }

  setVolume(identity: string, voiceRatio: number, screenRatio: number): void {
    this.volumes.set(identity, voiceRatio);
    this.screenVolumes.set(identity, screenRatio);
  }

  setAudioOutput(deviceId: string | null): Promise<void> {
    this.calls.push(`speaker ${deviceId}`);
    return this.refusesSpeakers
      ? Promise.reject(new DOMException("Requested device not found", "NotFoundError"))
      : Promise.resolve();
  }

  startAudio(): Promise<void> {
    this.calls.push("start audio");
    this.report({ type: "audio-blocked", isBlocked: false });
    return Promise.resolve();
  }

  async #send(): Promise<void> {
    await this.holdSending;
    if (this.refusal) throw this.refusal;
  }
}

/** Makes fake rooms, listed in `rooms`. */
export class FakeRoomSource implements RoomSource {
  readonly rooms: FakeRoomPort[] = [];
  readonly prepared: string[] = [];
  /** The next rooms connect when the test settles `connecting`. */
  isHeld = false;

  createRoom(): FakeRoomPort {
    const room = new FakeRoomPort(this.isHeld);
    this.rooms.push(room);
    return room;
  }

  /** The media keys of encrypted rooms. */
  readonly mediaKeys: ArrayBuffer[] = [];

  createEncryptedRoom(mediaKey: ArrayBuffer): Promise<FakeRoomPort> {
    this.mediaKeys.push(mediaKey);
    return Promise.resolve(this.createRoom());
  }

  prepareConnection(url: string): void {
    this.prepared.push(url);
  }

  get last(): FakeRoomPort {
    const room = this.rooms.at(-1);
    if (!room) throw new TypeError("no room was made yet");
    return room;
  }
}

/** A participant of generation `generation` on the seat numbered `seat`. */
export function participantOf(
  seat: number,
  generation: number,
  patch: Partial<ParticipantSnapshot> = {},
): ParticipantSnapshot {
  const seatId = seatIdOf(seat);
  return {
    identity: `${seatId}.${generation}`,
    name: `Person ${seat}`,
    attributes: { "madang.seat": seatId, "madang.kind": "guest", "madang.role": "speaker" },
    joinedAtMs: seat * 1000,
    sid: `PA_${seat}_${generation}`,
    isLocal: false,
    isSpeaking: false,
    isMicrophoneMuted: true,
    quality: "excellent",
    camera: null,
    screen: null,
    ...patch,
  };
}

export function seatIdOf(seat: number): string {
  return `seat_${seat.toString(16).padStart(32, "0")}`;
}
