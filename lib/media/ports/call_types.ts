/**
 * What the hooks hold and do: read-only signals out, methods in. No SDK object crosses this line;
 * components are written against these types alone. Long, since it is what one reads to know all of the hooks.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { DepartureReason } from "../../contract/departure.ts";
import type { ParticipantKind } from "../../contract/outside.ts";
import type { Role } from "../../contract/participant.ts";
import type { GivenRole } from "../../contract/space.ts";

/** A kind of device that captures. */
export type CaptureKind = "microphone" | "camera";

/** A kind of device that one can choose. */
export type DeviceKind = CaptureKind | "speaker";

/** What a browser lets us do with a kind of device; learned as docs/facts.md tells. */
export type Permission = "prompt" | "granted" | "denied" | "blocked-by-system";

/**
 * The life of a call as a person sees it. `knocking`: somebody inside has to let us in; `leave()` stops it. `ended`: put
 * out, or gave up; see `departure`.
 */
export type ConnectionState =
  | "idle"
  | "connecting"
  | "knocking"
  | "connected"
  | "reconnecting"
  | "ended";

/** How well a connection does, by LiveKit's measure; `lost`: nothing gets through for the moment. */
export type ConnectionQuality = "excellent" | "good" | "poor" | "lost" | "unknown";

/** Why something failed, in words that the page translates by `type` and `remedy`. */
export interface CallError {
  /**
   * A code of the API's error table (`space-full`, …) or one of: `offline`, `livekit-unreachable`,
   * `code-missing`, `webrtc-off`, `gave-up`, `unexpected`.
   */
  type: string;
  /** English, for people who build on the hooks; our own pages translate `type`. */
  message: string;
  /** What to do next. */
  remedy: "retry" | "rename" | "wait" | "contact-operator" | "none";
  /** Seconds until a retry makes sense, where the server said so. */
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
  /** Plays in `element` until the answered function is called. */
  attach(element: HTMLMediaElement): () => void;
}

/** One seat's place in the call. Identity of the object is stable for the life of the seat. */
export interface ParticipantTracks {
  readonly seatId: string;
  /** The LiveKit identity of the newest generation. */
  readonly participantId: ReadonlySignal<string>;
  /** What everyone sees: a second Kim is `Kim (2)`. */
  readonly displayName: ReadonlySignal<string>;
  /**
   * `user` or `guest`, which changes when a guest signs in during the call; else what LiveKit says that it is: `agent`,
   * `sip` (a caller by phone), `ingress` (a stream sent in), `egress` (a recorder), `connector` or `outside`.
   */
  readonly kind: ReadonlySignal<ParticipantKind>;
  readonly role: ReadonlySignal<Role>;
  readonly isLocal: boolean;
  /** True for the 3 s in which a seat without participant is held. */
  readonly isReconnecting: ReadonlySignal<boolean>;
  readonly isSpeaking: ReadonlySignal<boolean>;
  readonly isMicrophoneMuted: ReadonlySignal<boolean>;
  /** `null` while off or not subscribed. */
  readonly camera: ReadonlySignal<PlayableTrack | null>;
  readonly screen: ReadonlySignal<PlayableTrack | null>;
  /** Orders shared screens: it grows with each that begins, as this browser sees it; 0 before the first. */
  readonly screenOrder: ReadonlySignal<number>;
  readonly quality: ReadonlySignal<ConnectionQuality>;
  /** 0–100, remembered by seat. */
  readonly volume: ReadonlySignal<number>;
  setVolume(percent: number): void;
}

/** A switch whose truth comes from the SDK. `isPending` while a wish is on its way. */
export interface MediaSwitch {
  readonly isEnabled: ReadonlySignal<boolean>;
  readonly isPending: ReadonlySignal<boolean>;
  /** False while our role in the call does not let us send it. */
  readonly isAllowed: ReadonlySignal<boolean>;
  toggle(): Promise<void>;
  setEnabled(enabled: boolean): Promise<void>;
}

/** What a moderator did to us: muted, stopped our screen, or gave us this role. */
export type ToldByModerator = "mute" | "stop-screen-share" | GivenRole;

/** How somebody comes in. */
export interface ConnectOptions {
  participantName: string;
  /** Capture begun on the prejoin page is carried in, never captured twice. */
  isListenOnly?: boolean;
}

/** `useLiveKit()` */
export interface LiveKitCall {
  readonly connectionState: ReadonlySignal<ConnectionState>;
  readonly error: ReadonlySignal<CallError | null>;
  /** The server's identity for this connection; `null` before the first token. */
  readonly participantId: ReadonlySignal<string | null>;
  readonly quality: ReadonlySignal<ConnectionQuality>;
  /** Why we are out, from `ended` on until we are inside again. `closed`: the call was ended for everybody. */
  readonly departure: ReadonlySignal<DepartureReason | "left" | "gave-up" | null>;
  /** The last thing that a moderator did to us in this call, until it is dismissed. */
  readonly told: ReadonlySignal<ToldByModerator | null>;
  dismissTold(): void;
  /** An invitation's link brought us here, and has not been handed in: `connect` does. */
  readonly hasLink: ReadonlySignal<boolean>;
  /** The browser plays no sound until a tap, or the platform paused it: show *Tap to hear*, which calls `startAudio`. */
  readonly isAudioBlocked: ReadonlySignal<boolean>;
  /** Joined to listen, and nothing was switched on since: offer no switches, but `speakToo`. */
  readonly isListenOnly: ReadonlySignal<boolean>;
  /** Offers the switches again; asks for nothing. */
  speakToo(): void;
  /** This browser is in the space in another tab: joining moves it here, so the door says so. */
  readonly isInAnotherTab: ReadonlySignal<boolean>;
  startAudio(): Promise<void>;
  connect(options: ConnectOptions): Promise<void>;
  leave(): Promise<void>;
  /**
   * What proves this browser to the server is changed by `change`: a sign-in, or a sign-out after which one stays as a
   * guest. In a call a new token and a new room follow, with the same tracks, the same mute state and, where it is the
   * same person, the same seat; being put out by one's own change is no news. Rejects as `change` does, or with a
   * `AppFailure` when there is no token, and the call goes on as it was.
   */
  changeSession(change: () => Promise<void>): Promise<void>;
  /** After an eviction: a new token, and in again with the same name and the same mute state. */
  comeBack(): Promise<void>;
  /** SDK code and a warm connection, on intent (hover, focus, first paint); never a token. */
  prepare(): void;
}

/** `useLiveKitMedia()` */
export interface LiveKitMedia {
  /** In order of joining; one entry a seat, this browser's own included. */
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
   * What the system took while it was on (a phone call, Siri, the lock, another app): it is off, and
   * on again by a click alone, which calls `takeBack`. Empty again when the system gave it back.
   */
  readonly takenDevices: ReadonlySignal<readonly CaptureKind[]>;
  takeBack(): Promise<void>;
  /** This machine could not encode the picture that was chosen, so a smaller one is sent. */
  readonly isPictureLighter: ReadonlySignal<boolean>;
  /** Sends the whole picture again, whatever it costs. */
  restorePicture(): Promise<void>;
  /** The picture of our own camera, before and in the call. */
  readonly localVideoTrack: ReadonlySignal<PlayableTrack | null>;
  /** The stream of our own microphone, for `useVolumeMeter().start(stream)`. */
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

/** One device as a picker shows it; `label` is empty before the first grant. */
export interface Device {
  readonly deviceId: string;
  readonly label: string;
}

/** A device that was chosen or in use, and went away, came back, or is another app's. */
export interface DeviceNotice {
  /**
   * `gone`: another one is used in its place. `lost`: none is. `back`: offer `useAgain`. `held`: by another app, another
   * one is used in its place; offer `useAgain`.
   */
  readonly type: "gone" | "lost" | "back" | "held";
  readonly kind: DeviceKind;
  /** As the system calls it; empty where it never told. */
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
  /** Output choice does not exist in Safari. */
  readonly canSelectOutput: boolean;
  readonly permission: Readonly<Record<CaptureKind, ReadonlySignal<Permission>>>;
  /** Why one could not be opened to look or to listen; `null` again once it can. A switch tells of itself in `mediaError`. */
  readonly error: Readonly<Record<CaptureKind, ReadonlySignal<MediaError | null>>>;
  /** What was unplugged, plugged in again or held by another app and matters, until it is dismissed or overtaken. */
  readonly notice: ReadonlySignal<DeviceNotice | null>;
  /** Asks for one kind, in a click; never on mount. Asks nobody where it is denied. */
  requestPermission(kind: CaptureKind): Promise<Permission>;
  /** The same when a settings' tab is shown: once a page, however often it is shown again. */
  requestPermissionOnce(kind: CaptureKind): Promise<Permission>;
  /** Takes the device that came back or was held, and switches on what its loss had switched off. */
  useAgain(): Promise<void>;
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

/** What a microphone does in truth; without the options that the browser does not know. */
export type AudioOptionsFound = Readonly<Partial<Record<AudioOption, boolean>>>;

/** `useAudioSettings()` */
export interface AudioSettingsModel {
  readonly options: Readonly<Record<AudioOption, ReadonlySignal<boolean>>>;
  /** What the open microphone really does, read back from it; `null` while none is open. */
  readonly effective: ReadonlySignal<AudioOptionsFound | null>;
  /** voiceIsolation is experimental: shown only where the browser offers it. */
  readonly canIsolateVoice: boolean;
  /** 0–100 */
  readonly inputVolume: ReadonlySignal<number>;
  readonly outputVolume: ReadonlySignal<number>;
  /** What LiveKit's `AudioCaptureOptions` gets. */
  readonly audioCaptureOptions: ReadonlySignal<
    Readonly<Record<AudioOption, boolean>> & { readonly deviceId?: string }
  >;
  update(
    patch: Partial<Record<AudioOption, boolean> & { inputVolume: number; outputVolume: number }>,
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
  /** What was really got, as the camera's track says; `null` while the camera is closed. */
  readonly effective: ReadonlySignal<MediaTrackSettings | null>;
  /** Whether there is likely a camera on each side, as phones and tablets have. */
  readonly canChooseFacing: boolean;
  setResolution(preset: VideoPreset): void;
  setFrameRate(framesPerSecond: number): void;
  /** Takes whichever camera faces that way, in place of a chosen one. */
  setFacingMode(mode: "user" | "environment"): void;
  setMirrored(isMirrored: boolean): void;
  reset(): void;
}

/**
 * What a meter thinks of the sound. `held-by-other-app`: the microphone cannot be opened for being in use, or the track
 * lives, but the system says that it is muted, or exactly nothing has come for seconds. `paused`: the browser lets nobody measure,
 * and the sound may be sent all the same.
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
  /** `null` while nothing can be said yet. Changes now and then: render it. */
  readonly verdict: ReadonlySignal<VolumeVerdict | null>;
  readonly isActive: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<MediaError | null>;
  start(source: string | MediaStream): Promise<void>;
  stop(): void;
}

/** A key that one can hold, as `KeyboardEvent.code` names it: by its place on the keyboard. */
export type TalkKey = "Space" | "Backquote" | "KeyT";

/** `usePushToTalk()`: the microphone is on while a key is held. */
export interface PushToTalkModel {
  readonly isOn: ReadonlySignal<boolean>;
  readonly key: ReadonlySignal<TalkKey>;
  /** True from `press` to `release`; whether one is heard is the microphone's to say. */
  readonly isHeld: ReadonlySignal<boolean>;
  update(patch: { isOn?: boolean; key?: TalkKey }): void;
  /** Nothing where the microphone is on, or a permission would have to be asked for. */
  press(): void;
  release(): void;
}

/** `useHearYourself()`: speak for 5 s, and hear it played back. */
export interface HearYourselfModel {
  readonly state: ReadonlySignal<"idle" | "starting" | "recording" | "playing">;
  /** Of what it does now. */
  readonly secondsLeft: ReadonlySignal<number>;
  readonly error: ReadonlySignal<MediaError | null>;
  /** From a click: it may ask for the microphone. */
  start(): Promise<void>;
  stop(): void;
}

/** `useTalkingWhileMuted()`: somebody talks to a call that does not hear them. */
export interface TalkingWhileMutedModel {
  /** Whether one wants to be told. */
  readonly isOn: ReadonlySignal<boolean>;
  /** True for 8 s after a sentence, once a minute at most, and never while the microphone is on. */
  readonly isNoticed: ReadonlySignal<boolean>;
  setOn(isOn: boolean): void;
  dismiss(): void;
}
