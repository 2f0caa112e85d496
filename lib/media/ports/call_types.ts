/**
 * The types of the hooks about call, devices and voice: read-only signals and methods, without SDK objects. Components use
 * only these and the other `*_types.ts` beside them (chat, hands, layout, moderation). One long file, to be read in one place.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { DepartureReason } from "../../contract/departure.ts";
import type { ParticipantKind } from "../../contract/outside.ts";
import type { Reaction } from "../../contract/reactions.ts";
import type { Role } from "../../contract/participant.ts";
import type { GivenRole } from "../../contract/space.ts";
import type { BackgroundModel } from "./background_types.ts";
import type { SpaceKey } from "../../contract/space_key.ts";

/** A kind of device that captures. */
export type CaptureKind = "microphone" | "camera";

/** A kind of device that can be chosen. */
export type DeviceKind = CaptureKind | "speaker";

/** The permission of a kind of device. How it is found out is in docs/facts.md. */
export type Permission = "prompt" | "granted" | "denied" | "blocked-by-system";

/**
 * The state of a call. `knocking`: a moderator has to admit us; `leave()` withdraws the knock. `ended`: evicted, or gave
 * up reconnecting; see `departure`.
 */
export type ConnectionState =
  | "idle"
  | "connecting"
  | "knocking"
  | "connected"
  | "reconnecting"
  | "ended";

/** LiveKit's connection quality; `lost`: nothing gets through at present. */
export type ConnectionQuality = "excellent" | "good" | "poor" | "lost" | "unknown";

/** Why joining or staying failed. The page shows a text by `type` and `remedy`. */
export interface CallError {
  /**
   * An `ErrorCode` of the API (lib/contract/errors.ts), such as `space-full`, or one of: `offline`, `livekit-unreachable`,
   * `code-missing`, `webrtc-off`, `gave-up`, `unexpected`; of an encrypted space `key-missing`, `key-wrong`,
   * `encryption-off` (we have a key, and its server says that it is not encrypted), `encryption-unsupported`.
   */
  type: string;
  /** English, for developers; our own pages translate `type`. */
  message: string;
  /** The suggested next step. */
  remedy: "retry" | "rename" | "wait" | "contact-operator" | "none";
  /** Seconds until a retry makes sense, if the server said so. */
  retryAfterSeconds?: number;
}

/** Why a device could not be used. */
export interface MediaError {
  type:
    | "denied"
    | "dismissed"
    | "blocked-by-system"
    | "in-use"
    | "not-found"
    | "overconstrained"
    | "unsupported"
    | "unexpected";
  device: DeviceKind | "screen";
  message: string;
  remedy:
    | "allow-in-browser"
    | "allow-in-system"
    | "ask-again"
    | "close-other-app"
    | "plug-in"
    | "choose-another"
    | "none";
}

/** A picture or sound that an element can play. Keyed by `id`. */
export interface PlayableTrack {
  readonly id: string;
  readonly kind: "audio" | "video";
  /**
   * Plays in `element` until the returned function is called. `isAlwaysReceived`: also while no page shows the element, as for a
   * recording; else a picture out of sight is not sent.
   */
  attach(element: HTMLMediaElement, options?: { readonly isAlwaysReceived: boolean }): () => void;
}

/** How much is received of the others' pictures; sound always is. */
export type ReceiveMode = "everything" | "lighter" | "sound";

/** A picture that a participant sends. */
export type PictureSource = "camera" | "screen";

/**
 * What is known of a participant in an encrypted space. `unknown`: nothing came yet. `encrypted`: its frames decrypt by our
 * key. `not-encrypted`: it sends something in plain. `unreadable`: it has no key, or another. The last two are left out.
 */
export type FrameVerdict = "unknown" | "encrypted" | "not-encrypted" | "unreadable";

/** A reaction on a tile, for as long as it is shown. */
export interface ShownReaction {
  readonly id: number;
  readonly reaction: Reaction;
}

/** One seat in the call. The object stays the same for the life of the seat. */
export interface ParticipantTracks {
  readonly seatId: string;
  /** The LiveKit identity of the newest generation. */
  readonly participantId: ReadonlySignal<string>;
  /** The name as shown: a second Kim is `Kim (2)`. */
  readonly displayName: ReadonlySignal<string>;
  /**
   * `user` or `guest`, which changes when a guest signs in during the call; or LiveKit's participant kind: `agent`,
   * `sip` (a caller by phone), `ingress` (a stream sent in), `egress` (a recorder), `connector` or `outside`.
   */
  readonly kind: ReadonlySignal<ParticipantKind>;
  readonly role: ReadonlySignal<Role>;
  readonly isLocal: boolean;
  /** True for the 3 s in which a seat without a participant is still shown. */
  readonly isReconnecting: ReadonlySignal<boolean>;
  readonly isSpeaking: ReadonlySignal<boolean>;
  readonly isMicrophoneMuted: ReadonlySignal<boolean>;
  /** `null` while off or not subscribed. */
  readonly camera: ReadonlySignal<PlayableTrack | null>;
  readonly screen: ReadonlySignal<PlayableTrack | null>;
  /** Whether it is on, and not received because of `setReceiving`. */
  readonly isCameraLeftOut: ReadonlySignal<boolean>;
  readonly isScreenLeftOut: ReadonlySignal<boolean>;
  /** Receives a picture in spite of `setReceiving`, until the mode changes. */
  receive(source: PictureSource): void;
  /** `null`: the space is not encrypted. */
  readonly encryption: ReadonlySignal<FrameVerdict | null>;
  /** Orders screen shares: a larger number started later, by LiveKit's clock; 0 before the first. */
  readonly screenOrder: ReadonlySignal<number>;
  readonly quality: ReadonlySignal<ConnectionQuality>;
  /** When the hand was raised, in milliseconds since 1970 by the server's clock; `null` while it is down. */
  readonly handRaisedAt: ReadonlySignal<number | null>;
  /** Since when they record the call, likewise; `null` while they do not. */
  readonly recordingSince: ReadonlySignal<number | null>;
  /** What is heard of them now, ourselves too: for a recording. The same list while it is of the same tracks. */
  readonly sounds: ReadonlySignal<readonly MediaStreamTrack[]>;
  /** Those that are shown now, the oldest first. */
  readonly reactions: ReadonlySignal<readonly ShownReaction[]>;
  /** Of the voice, 0–200, stored by seat: more than 100 amplifies. */
  readonly volume: ReadonlySignal<number>;
  setVolume(percent: number): void;
  /** Whether an agent says of itself that it writes captions. */
  readonly isCaptioning: ReadonlySignal<boolean>;
  /** Whether the shared screen has sound. */
  readonly hasScreenSound: ReadonlySignal<boolean>;
  /** Of the shared screen's sound, 0–100, stored by seat. */
  readonly screenVolume: ReadonlySignal<number>;
  setScreenVolume(percent: number): void;
}

/** A switch whose `isEnabled` is what the SDK reports. `isPending`: a request is being applied. */
export interface MediaSwitch {
  readonly isEnabled: ReadonlySignal<boolean>;
  readonly isPending: ReadonlySignal<boolean>;
  /** False while our role in the call does not let us publish it. */
  readonly isAllowed: ReadonlySignal<boolean>;
  toggle(): Promise<void>;
  setEnabled(enabled: boolean): Promise<void>;
}

/** What a moderator did to us: muted us, stopped our screen share, or gave us this role. */
export type ModeratorNotice = "mute" | "stop-screen-share" | GivenRole;

/** Options of `connect`. */
export interface ConnectOptions {
  participantName: string;
  /** Join without microphone and camera. Otherwise captures of the pre-join page are used in the call. */
  isListenOnly?: boolean;
}

/** `useLiveKit()` */
export interface LiveKitCall {
  readonly connectionState: ReadonlySignal<ConnectionState>;
  readonly error: ReadonlySignal<CallError | null>;
  /** The LiveKit identity of this connection; `null` before the first token. */
  readonly participantId: ReadonlySignal<string | null>;
  readonly quality: ReadonlySignal<ConnectionQuality>;
  /** Why the call ended; kept until we are connected again. `closed`: the call was ended for everybody. */
  readonly departure: ReadonlySignal<DepartureReason | "left" | "gave-up" | null>;
  /** A moderator's last action on us in this call, until it is dismissed. */
  readonly moderatorNotice: ReadonlySignal<ModeratorNotice | null>;
  dismissModeratorNotice(): void;
  /** The seat that a moderator put on everybody's stage; `null`: none. `useLayout().spotlight` is its participant. */
  readonly spotlight: ReadonlySignal<string | null>;
  /** The name that the space was given during the call; empty: it goes by its address now; `null`: it was not renamed. */
  readonly spaceName: ReadonlySignal<string | null>;
  /** The page was opened by an invitation link that `connect` has yet to exchange. */
  readonly hasLink: ReadonlySignal<boolean>;
  /** The key of this call, for its words and for links; `null`: the space is not encrypted, or not joined. */
  readonly key: ReadonlySignal<SpaceKey | null>;
  /** Forgets this browser's key of the space: after `encryption-off`, to join without one. */
  forgetKey(): Promise<void>;
  /** The browser or the platform blocks sound until a tap: show *Tap to hear*, which calls `startAudio`. */
  readonly isAudioBlocked: ReadonlySignal<boolean>;
  /** Joined to listen only, and nothing was switched on since: offer `speakToo` instead of the switches. */
  readonly isListenOnly: ReadonlySignal<boolean>;
  /** Offers the switches again; never prompts. */
  speakToo(): void;
  /** Another tab of this browser is in the space. Joining moves the call here, so the pre-join page says so. */
  readonly isInAnotherTab: ReadonlySignal<boolean>;
  startAudio(): Promise<void>;
  connect(options: ConnectOptions): Promise<void>;
  leave(): Promise<void>;
  /**
   * Changes the session by `change`: a sign-in, or a sign-out that stays as a guest. In a call, it then takes a new token
   * and connects a new room with the same tracks and mute state, and the same seat if it is the same person. The eviction
   * that this causes is not shown. Rejects as `change` does, or with a `AppFailure` if there is no token; the call then
   * goes on as it was.
   */
  changeSession(change: () => Promise<void>): Promise<void>;
  /** Joins again after an eviction, with a new token, the same name and the same mute state. */
  comeBack(): Promise<void>;
  /** Loads the SDK and opens a connection ahead of joining (on hover, focus, first paint). Never takes a token. */
  prepare(): void;
}

/** `useLiveKitMedia()` */
export interface LiveKitMedia {
  /** In order of joining, one entry a seat, including our own. */
  readonly participantTracks: ReadonlySignal<readonly ParticipantTracks[]>;
  readonly mediaState: {
    readonly isCameraEnabled: ReadonlySignal<boolean>;
    readonly isMicrophoneEnabled: ReadonlySignal<boolean>;
    readonly isScreenShareEnabled: ReadonlySignal<boolean>;
  };
  readonly microphone: MediaSwitch;
  readonly camera: MediaSwitch;
  readonly screenShare: MediaSwitch;
  readonly canShareScreen: boolean;
  readonly mediaError: ReadonlySignal<MediaError | null>;
  dismissMediaError(): void;
  /**
   * The devices that the system took while they were on (a phone call, Siri, the lock screen, another app). They are off
   * until a click calls `takeBack`. A device leaves the list when the system gives it back.
   */
  readonly takenDevices: ReadonlySignal<readonly CaptureKind[]>;
  takeBack(): Promise<void>;
  /** A smaller picture than chosen is sent, since this machine's CPU could not encode it in time. */
  readonly isPictureLighter: ReadonlySignal<boolean>;
  /** Sends the chosen picture again, and lowers it no more. */
  restorePicture(): Promise<void>;
  /**
   * How much is received of the others' pictures: all that is visible, their smallest size (screens at 5 frames a second),
   * or nothing. Remembered; where the browser asks to save data, at first `lighter`.
   */
  readonly receiving: ReadonlySignal<ReceiveMode>;
  setReceiving(mode: ReceiveMode): void;
  /** Our own camera as others see it, before and in the call. */
  readonly localVideoTrack: ReadonlySignal<PlayableTrack | null>;
  /** The background in our picture; `null` before a device was opened or `loadBackground` was called. */
  readonly background: ReadonlySignal<BackgroundModel | null>;
  loadBackground(): Promise<void>;
  /** Our own microphone's stream, for `useVolumeMeter().start(stream)`. */
  readonly localAudioTrack: ReadonlySignal<MediaStream | null>;
  toggleCamera(): Promise<void>;
  toggleMicrophone(): Promise<void>;
  toggleScreenShare(): Promise<void>;
  setMicrophoneEnabled(enabled: boolean): Promise<void>;
  switchCameraDevice(deviceId: string): Promise<void>;
  switchMicrophoneDevice(deviceId: string): Promise<void>;
  switchSpeakerDevice(deviceId: string): Promise<void>;
  restartCamera(): Promise<void>;
  restartMicrophoneWithOptions(): Promise<void>;
}

/** The flow of one person's sound and pictures in the last 2 s: received, or sent where it is ourselves. */
export interface PersonStats {
  readonly kilobitsPerSecond: number;
  /** Packets that were lost, 0–1; `null`: there were none. */
  readonly lossRatio: number | null;
  /** The screen, else the camera; `null`: none. */
  readonly picture: {
    readonly width: number;
    readonly height: number;
    readonly framesPerSecond: number | null;
  } | null;
}

/** `useConnectionStats()` */
export interface ConnectionStatsModel {
  /** By seat; empty before the second reading. */
  readonly people: ReadonlySignal<ReadonlyMap<string, PersonStats>>;
  /** From here to LiveKit's server and back, in ms; `null`: unknown. */
  readonly roundTripMs: ReadonlySignal<number | null>;
}

/** One device as a picker shows it; `label` is empty before the first grant. */
export interface Device {
  readonly deviceId: string;
  readonly label: string;
}

/** A notice about a device that was chosen or in use. */
export interface DeviceNotice {
  /**
   * `gone`: unplugged, and another one is used. `lost`: unplugged, and none is used. `back`: plugged in again. `held`: in
   * use by another app, and another one is used. `new`: plugged in for the first time; `kind` is the first of its kinds.
   * `heard`: a microphone that hears something while the chosen one is silent. The last four offer `useOffered`.
   */
  readonly type: "gone" | "lost" | "back" | "held" | "new" | "heard";
  readonly kind: DeviceKind;
  /** The system's name of it; empty if unknown. */
  readonly label: string;
}

/** `useMediaDevices()` */
export interface MediaDevicesModel {
  readonly inputs: ReadonlySignal<readonly Device[]>;
  readonly outputs: ReadonlySignal<readonly Device[]>;
  readonly cameras: ReadonlySignal<readonly Device[]>;
  /** `null`: the system's default. */
  readonly selectedInput: ReadonlySignal<string | null>;
  readonly selectedOutput: ReadonlySignal<string | null>;
  readonly selectedCamera: ReadonlySignal<string | null>;
  /** False in Safari, which has no choice of speakers. */
  readonly canSelectOutput: boolean;
  readonly permission: Readonly<Record<CaptureKind, ReadonlySignal<Permission>>>;
  /** Why a preview or a meter could not open it; `null` again once it can. Failures of a switch are in `mediaError`. */
  readonly error: Readonly<Record<CaptureKind, ReadonlySignal<MediaError | null>>>;
  /** The last notice about a device, until it is dismissed or no longer applies. */
  readonly notice: ReadonlySignal<DeviceNotice | null>;
  /** Requests permission for one kind. Call it in a click, never on mount. No prompt if it is denied. */
  requestPermission(kind: CaptureKind): Promise<Permission>;
  /** As `requestPermission`, but prompts once a page: for a settings tab that is shown again. */
  requestPermissionOnce(kind: CaptureKind): Promise<Permission>;
  /** Switches to the device of the notice, and on again if its loss had switched it off. */
  useOffered(): Promise<void>;
  dismissNotice(): void;
  selectInput(deviceId: string | null): Promise<void>;
  selectOutput(deviceId: string | null): Promise<void>;
  selectCamera(deviceId: string | null): Promise<void>;
  refresh(): Promise<void>;
}

/** The four options of the spec, as `AudioCaptureOptions` knows them. */
export type AudioOption =
  | "noiseSuppression"
  | "echoCancellation"
  | "autoGainControl"
  | "voiceIsolation";

/** The state of *Strong*. `failed`: the voice is sent as it is; it is tried again with the next microphone. */
export type QuietState =
  | { readonly status: "starting" }
  | {
    readonly status: "on";
    readonly suppressor: "gtcrn" | "rnnoise";
    /** The share of one processor core that it takes; `null` in the first second. */
    readonly coreRatio: number | null;
  }
  | { readonly status: "failed"; readonly reason: string };

/** The options in effect; without those unknown to the browser. */
export type AudioOptionsFound = Readonly<Partial<Record<AudioOption, boolean>>>;

/** `useAudioSettings()` */
export interface AudioSettingsModel {
  readonly options: Readonly<Record<AudioOption, ReadonlySignal<boolean>>>;
  /** What the open microphone really does, read back from it; `null` while none is open. */
  readonly effective: ReadonlySignal<AudioOptionsFound | null>;
  /** voiceIsolation is experimental: shown only where the browser offers it. */
  readonly canIsolateVoice: boolean;
  /** A noise suppressor of ours; it switches `noiseSuppression` off, and is switched off by it. */
  readonly isStrong: ReadonlySignal<boolean>;
  /** `null` while `isStrong` does nothing: not chosen, or the microphone is not sent. */
  readonly quietState: ReadonlySignal<QuietState | null>;
  /** For music: stereo, at a high bit rate, without any of the options and without `isStrong`. */
  readonly isOriginal: ReadonlySignal<boolean>;
  /** 0–100 */
  readonly inputVolume: ReadonlySignal<number>;
  readonly outputVolume: ReadonlySignal<number>;
  /** For LiveKit's `AudioCaptureOptions`. */
  readonly audioCaptureOptions: ReadonlySignal<
    Readonly<Record<AudioOption, boolean>> & {
      readonly deviceId?: string;
      readonly channelCount?: number;
    }
  >;
  update(
    patch: Partial<
      & Record<AudioOption | "isStrong" | "isOriginal", boolean>
      & { inputVolume: number; outputVolume: number }
    >,
  ): void;
  toggle(option: AudioOption): void;
  reset(): void;
}

/** The spec's presets, by the height of the picture in pixels. */
export type VideoPreset = "480p" | "720p" | "1080p";

/** `useVideoSettings()` */
export interface VideoSettingsModel {
  readonly resolution: ReadonlySignal<VideoPreset>;
  /** 15, 24 or 30 frames a second. */
  readonly frameRate: ReadonlySignal<number>;
  readonly facingMode: ReadonlySignal<"user" | "environment">;
  readonly isMirrored: ReadonlySignal<boolean>;
  readonly videoCaptureOptions: ReadonlySignal<{
    readonly resolution: { width: number; height: number; frameRate: number };
    readonly facingMode: "user" | "environment";
    readonly deviceId?: string;
  }>;
  /** The settings in effect, from the camera's track; `null` while it is closed. */
  readonly effective: ReadonlySignal<MediaTrackSettings | null>;
  /** Whether there is probably a camera on each side, as on phones and tablets. */
  readonly canChooseFacing: boolean;
  setResolution(preset: VideoPreset): void;
  setFrameRate(framesPerSecond: number): void;
  /** Uses the camera that faces that way, and forgets a chosen one. */
  setFacingMode(mode: "user" | "environment"): void;
  setMirrored(isMirrored: boolean): void;
  reset(): void;
}

/**
 * A meter's verdict on the sound. `held-by-other-app`: the microphone is in use elsewhere, or its track is open but muted
 * by the system or exactly 0 for seconds. `paused`: the browser suspends the `AudioContext`; the sound may still be sent.
 */
export type VolumeVerdict =
  | "silent"
  | "too-quiet"
  | "fine"
  | "clipping"
  | "held-by-other-app"
  | "paused";

/** `useVolumeMeter()` */
export interface VolumeMeterModel {
  /** 0–100: RMS of the time-domain samples in dBFS, mapped. Changes each frame; bind it, don't render it. */
  readonly volume: ReadonlySignal<number>;
  /** 0–100: the highest `volume`, held for 1.5 s, then falling. */
  readonly peak: ReadonlySignal<number>;
  /** `null` before the first verdict. Changes rarely: render it. */
  readonly verdict: ReadonlySignal<VolumeVerdict | null>;
  readonly isActive: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<MediaError | null>;
  start(source: string | MediaStream): Promise<void>;
  stop(): void;
}

/** A key to hold, by `KeyboardEvent.code` (its position on the keyboard). */
export type TalkKey = "Space" | "Backquote" | "KeyT";

/** `usePushToTalk()`: the microphone is on while a key is held. */
export interface PushToTalkModel {
  readonly isOn: ReadonlySignal<boolean>;
  readonly key: ReadonlySignal<TalkKey>;
  /** True from `press` to `release`. Whether the microphone is on is its switch's `isEnabled`. */
  readonly isHeld: ReadonlySignal<boolean>;
  update(patch: { isOn?: boolean; key?: TalkKey }): void;
  /** Does nothing if the microphone is on, or would prompt for permission. */
  press(): void;
  release(): void;
}

/** `useHearYourself()`: speak for 5 s, and hear it played back. */
export interface HearYourselfModel {
  readonly state: ReadonlySignal<"idle" | "starting" | "recording" | "playing">;
  /** Of the present state. */
  readonly secondsLeft: ReadonlySignal<number>;
  readonly error: ReadonlySignal<MediaError | null>;
  /** Call it in a click: it may prompt for the microphone. */
  start(): Promise<void>;
  stop(): void;
}

/** `useTalkingWhileMuted()`: notices speech while muted in a call. */
export interface TalkingWhileMutedModel {
  /** Whether the notice is wanted. */
  readonly isOn: ReadonlySignal<boolean>;
  /** True for 8 s after a sentence, at most once a minute, never while the microphone is on. */
  readonly isNoticed: ReadonlySignal<boolean>;
  setOn(isOn: boolean): void;
  dismiss(): void;
}
