import type { OutsideKind } from "../../contract/outside.ts";
import type { CaptureKind, ConnectionQuality, PlayableTrack } from "./call_types.ts";

/** What this browser sends. */
export type LocalSource = CaptureKind | "screen";

/** Why a connection ended, as far as it changes what we do next. */
export type DisconnectCause =
  | "duplicate-identity"
  | "participant-removed"
  | "room-deleted"
  | "other";

/** One participant (a connection) as it is now. */
export interface ParticipantSnapshot {
  readonly identity: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What LiveKit says that it is; it counts where the identity is not of our making. */
  readonly outsideKind?: OutsideKind;
  /** Milliseconds since 1970; LiveKit's clients know whole seconds only. */
  readonly joinedAtMs: number;
  /** The server's id of this connection. */
  readonly sid: string;
  readonly isLocal: boolean;
  readonly isSpeaking: boolean;
  readonly isMicrophoneMuted: boolean;
  readonly quality: ConnectionQuality;
  /** The same object for as long as it is the same track; `null` while muted or not subscribed. */
  readonly camera: PlayableTrack | null;
  readonly screen: PlayableTrack | null;
}

/** What a room reports. It is the only source of truth about the call. */
export type RoomReport =
  | { readonly type: "connection"; readonly state: "connected" | "reconnecting" }
  | { readonly type: "disconnected"; readonly cause: DisconnectCause }
  | { readonly type: "participant"; readonly participant: ParticipantSnapshot }
  | { readonly type: "participant-left"; readonly identity: string }
  /** By the server's word: somebody who may stay has come in. LiveKit tells of it within 3 s. */
  | { readonly type: "arrived"; readonly participant: ParticipantSnapshot }
  /** By their own word: they leave for good. LiveKit tells of it when it comes to it. */
  | { readonly type: "goodbye"; readonly identity: string }
  /** By the server's word: they are put out. LiveKit tells of it when it comes to it. */
  | { readonly type: "put-out"; readonly identity: string }
  | { readonly type: "source"; readonly source: LocalSource; readonly isEnabled: boolean }
  /** A moderator switched it off; it may have been off already. */
  | { readonly type: "silenced"; readonly source: LocalSource }
  /** Whether our role lets us send it. Told of each source when connected, and at each change. */
  | { readonly type: "permission"; readonly source: LocalSource; readonly isAllowed: boolean }
  /** This machine cannot encode the camera's picture as fast as it comes. */
  | { readonly type: "overloaded" }
  | { readonly type: "audio-blocked"; readonly isBlocked: boolean };

/** What was being sent is lost with the connection that it went on; on another one it may be sent again. */
export class SendLost extends Error {
  override readonly name = "SendLost";
}

/**
 * One connection to one LiveKit room; never used again once it has ended. Captured tracks belong
 * to whoever captured them: the room sends them and neither stops nor captures any.
 */
export interface RoomPort {
  /** @throws {AppFailure} */
  connect(url: string, token: string): Promise<void>;
  /**
   * Tells the others that we leave for good. LiveKit tells them of who sends nothing only every
   * three seconds, and of a reload in the same words.
   */
  sayGoodbye(): Promise<void>;
  /** Leaves. */
  disconnect(): Promise<void>;
  /** Resolves once there is a connection to send on; false: there will be none any more. */
  stands(): Promise<boolean>;
  /**
   * Sends `track`, in place of an earlier one of that kind, and unmuted.
   *
   * @throws {SendLost}
   */
  publish(kind: CaptureKind, track: MediaStreamTrack): Promise<void>;
  /** Mutes what is sent; nothing, where nothing is. */
  mute(kind: CaptureKind): Promise<void>;
  /** Whether this machine, now, cannot encode the camera's picture as fast as it comes. */
  isOverloaded(): Promise<boolean>;
  /** @throws {SendLost} */
  publishScreen(stream: MediaStream): Promise<void>;
  unpublishScreen(): Promise<void>;
  /** Loudness of one participant, 0–1. */
  setVolume(identity: string, ratio: number): void;
  /** Where all others are heard. `null`: the system's default. */
  setSpeaker(deviceId: string | null): Promise<void>;
  /** Starts the sound, in a click, where the browser blocked it. */
  startAudio(): Promise<void>;
  /** One listener, before `connect`. */
  onReport(listener: (report: RoomReport) => void): void;
}

/** The SDK, once its code is there. */
export interface RoomSource {
  createRoom(): RoomPort;
  /** Opens a connection to the LiveKit server ahead of time; no token needed. */
  warm(url: string): void;
}
