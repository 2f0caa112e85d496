import type { Reaction } from "../../contract/reactions.ts";
import type { ChatNotice } from "../../contract/chat.ts";
import type { OutsideKind } from "../../contract/outside.ts";
import type {
  CaptureKind,
  ConnectionQuality,
  FrameVerdict,
  PictureSource,
  PlayableTrack,
} from "./call_types.ts";

/** A source that this browser publishes. */
export type LocalSource = CaptureKind | "screen";

/** Why a connection ended; only the causes that we treat differently. */
export type DisconnectCause =
  | "duplicate-identity"
  | "participant-removed"
  | "room-deleted"
  | "other";

/** The present state of one participant (a connection). */
export interface ParticipantSnapshot {
  readonly identity: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** From LiveKit's participant kind; used only for identities that our server did not make. */
  readonly outsideKind?: OutsideKind;
  /** Milliseconds since 1970; livekit-client has whole seconds only. */
  readonly joinedAtMs: number;
  /** LiveKit's id of this connection. */
  readonly sid: string;
  readonly isLocal: boolean;
  readonly isSpeaking: boolean;
  readonly isMicrophoneMuted: boolean;
  readonly quality: ConnectionQuality;
  /** The same object while it is the same track; `null` while muted or not subscribed. */
  readonly camera: PlayableTrack | null;
  readonly screen: PlayableTrack | null;
  /** What is heard of the participant now; absent: nothing. */
  readonly sounds?: readonly MediaStreamTrack[];
  /** When LiveKit took the shared screen, in milliseconds since 1970; absent: unknown, or none. */
  readonly screenSinceMs?: number;
  /** The shared screen has sound; absent: it has none. */
  readonly hasScreenSound?: boolean;
  /** It is on, and not received by `setReception`. Absent: false. */
  readonly isCameraLeftOut?: boolean;
  readonly isScreenLeftOut?: boolean;
  /** Only in an encrypted space: what is known of its frames. */
  readonly encryption?: FrameVerdict;
}

/** How much of a picture is received: what its elements need, its smallest layer (a screen: few frames), or nothing. */
export type Reception = "full" | "small" | "none";

/** A text that a participant sent by itself, past our server. */
export interface TextMessage {
  /** The sender, as LiveKit stamps it. */
  readonly identity: string;
  /** The stream's id. */
  readonly id: string;
  /** At most as long as a chat message. */
  readonly text: string;
}

/** A report about chat: a notice of our server, or another client's or agent's text. */
export type ChatReport =
  | { readonly type: "chat"; readonly notice: ChatNotice }
  | { readonly type: "text"; readonly message: TextMessage };

/** Speech of a participant, as an agent wrote it. */
export interface Caption {
  /** The identities of the agent and of the participant who spoke. */
  readonly agent: string;
  readonly speaker: string;
  /** Captions of one segment replace each other. */
  readonly segmentId: string;
  /** At most 500 characters. */
  readonly text: string;
  readonly isFinal: boolean;
}

/** Texts that come by the room: for the chat, and captions. */
export type TextReport = ChatReport | { readonly type: "caption"; readonly caption: Caption };

/** A report of a room: the only source of truth about the call. */
export type RoomReport =
  | { readonly type: "connection"; readonly state: "connected" | "reconnecting" }
  | { readonly type: "disconnected"; readonly cause: DisconnectCause }
  | { readonly type: "participant"; readonly participant: ParticipantSnapshot }
  | { readonly type: "participant-left"; readonly identity: string }
  /** From our server: participants who may stay have joined. LiveKit reports them within 3 s. */
  | { readonly type: "arrived"; readonly participants: readonly ParticipantSnapshot[] }
  /** From the participant itself: it leaves for good. LiveKit reports it later. */
  | { readonly type: "goodbye"; readonly identity: string }
  /** From the participant itself. */
  | { readonly type: "reaction"; readonly identity: string; readonly reaction: Reaction }
  /** From our server: the participant is being evicted. LiveKit reports it later. */
  | { readonly type: "evicted"; readonly identity: string }
  | TextReport
  /** The seat in the spotlight, from our server. Reported when connected, and at each change. */
  | { readonly type: "spotlight"; readonly seatId: string | null }
  /** The space's name, where our server changed it during the call; empty: none. Reported likewise. */
  | { readonly type: "space-name"; readonly name: string | null }
  | { readonly type: "source"; readonly source: LocalSource; readonly isEnabled: boolean }
  /** A moderator muted it or stopped it; it may have been off already. */
  | { readonly type: "muted-by-moderator"; readonly source: LocalSource }
  /** Whether our role lets us publish it. Reported for each source when connected, and at each change. */
  | { readonly type: "permission"; readonly source: LocalSource; readonly isAllowed: boolean }
  /** This machine's CPU cannot encode the camera in time. */
  | { readonly type: "overloaded" }
  | { readonly type: "audio-blocked"; readonly isBlocked: boolean };

/** What the browser has counted of one track since it began. */
export interface TrackStats {
  readonly bytes: number;
  readonly packets: number;
  readonly packetsLost: number;
  /** To LiveKit's server and back; `null`: unknown yet. */
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  /** Of a picture, its largest layer. */
  readonly width: number | null;
  readonly height: number | null;
  readonly framesPerSecond: number | null;
  readonly frames: number;
  /** Received, and too late to be shown. */
  readonly framesDropped: number;
  /** This machine cannot encode it in time. */
  readonly isCpuLimited: boolean;
  /** Whether a received sound was ever louder than nothing; `null`: not a sound, or unknown. */
  readonly hasSound: boolean | null;
}

/** A track that is sent or received now. */
export interface CountedTrack {
  /** Another one once the track is published anew, and counts from zero. */
  readonly id: string;
  readonly source: LocalSource | "screen-sound";
  readonly isMuted: boolean;
  readonly stats: TrackStats;
}

/** What a room's tracks came to so far. */
export interface RoomStats {
  readonly sent: readonly CountedTrack[];
  /** By LiveKit's identity. */
  readonly received: ReadonlyMap<string, readonly CountedTrack[]>;
}

/** Publishing failed because its connection was lost; it may be tried again on another one. */
export class SendLost extends Error {
  override readonly name = "SendLost";
}

/**
 * One connection to one LiveKit room, not used again once it has ended. It publishes tracks that
 * `Capture` owns, and neither captures nor stops any.
 */
export interface RoomPort {
  /** @throws {AppFailure} */
  connect(url: string, token: string): Promise<void>;
  /**
   * Tells the others that we leave for good. LiveKit reports the leaving of a participant that publishes nothing
   * only every 3 s, and cannot tell it from a reload.
   */
  sayGoodbye(): Promise<void>;
  /** Shows a reaction to the others: lossy, so it may not arrive. */
  sendReaction(reaction: Reaction): Promise<void>;
  /** Disconnects from the room. */
  disconnect(): Promise<void>;
  /** Resolves to true once connected, or to false once this room has ended. */
  untilConnected(): Promise<boolean>;
  /**
   * Publishes `track`, in place of an earlier one of that kind, and unmutes it. `isOriginal`: as music, in stereo.
   *
   * @throws {SendLost}
   */
  publish(
    kind: CaptureKind,
    track: MediaStreamTrack,
    options?: { readonly isOriginal: boolean },
  ): Promise<void>;
  /** Mutes the published track of that kind, if there is one. */
  mute(kind: CaptureKind): Promise<void>;
  /** Whether this machine's CPU, now, cannot encode the camera in time. */
  isOverloaded(): Promise<boolean>;
  /** @throws {SendLost} */
  publishScreen(stream: MediaStream): Promise<void>;
  unpublishScreen(): Promise<void>;
  /** Sets how much of each picture is received, of those that follow too. Call it before `connect`, and at each change. */
  setReception(receptionOf: (identity: string, source: PictureSource) => Reception): void;
  /** Reads what the browser counts of all tracks. */
  readStats(): Promise<RoomStats>;
  /** Sets the volume of one participant: of the voice, 0–2, and of a shared screen's sound, 0–1. */
  setVolume(identity: string, voiceRatio: number, screenRatio: number): void;
  /** Sets the speaker for all others. `null`: the system's default. */
  setAudioOutput(deviceId: string | null): Promise<void>;
  /** Starts the sound, in a click, after the browser blocked it. */
  startAudio(): Promise<void>;
  /** Sets the only listener, before `connect`. */
  onReport(listener: (report: RoomReport) => void): void;
}

/** The SDK, once its code is loaded. */
export interface RoomSource {
  createRoom(): RoomPort;
  /** A room that sends and plays nothing but what is encrypted by this key. */
  createEncryptedRoom(mediaKey: ArrayBuffer): Promise<RoomPort>;
  /** Opens a connection to the LiveKit server ahead of time; no token needed. */
  prepareConnection(url: string): void;
}
