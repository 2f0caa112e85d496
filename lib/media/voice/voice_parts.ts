import type { ReadonlySignal } from "@preact/signals";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import type { MediaError, MediaSwitch, VolumeMeterModel } from "../ports/call_types.ts";
import type { DevicesPort } from "../ports/devices_port.ts";
import type { MediaDevices } from "../devices/media_devices.ts";
import type { Capture } from "../devices/capture.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";

/** The microphone's switch, as the voice models use it. */
export interface VoiceSwitch extends MediaSwitch {
  /** As `setEnabled`, but not stored for the next visit. */
  setForNow(enabled: boolean): Promise<void>;
  /** Counts decisions on or off, by a click, a key, the system or a moderator. */
  readonly decisions: number;
}

/**
 * Dependencies of the voice models (`PushToTalk`, `HearYourself`, `TalkingWhileMuted`). Their hooks make
 * them on first use, so a page that has not joined loads none of their code.
 */
export interface VoiceParts {
  readonly storage: StoragePort;
  readonly page: PagePort;
  loadAudio(): Promise<AudioContextPort>;
  /** The microphone's only owner. */
  readonly capture: Capture;
  /** The microphone's stream while its switch holds it: in a call, also while muted. */
  readonly stream: ReadonlySignal<MediaStream | null>;
  readonly microphone: VoiceSwitch;
  /** A stream of the microphone as others hear it, until `close`; `undefined`: as it is. */
  asHeard(
    stream: MediaStream,
  ): Promise<{ readonly stream: MediaStream; close(): void } | undefined>;
  /** Translates a thrown value for the page. */
  errorOf(error: unknown): MediaError;
  /** Whether the microphone opens without a prompt. */
  isAllowed(): boolean;
  isInCall(): boolean;
  /** Whether the person joined to listen only. */
  isListenOnly(): boolean;
  /** The chosen speaker; `null`: the system's default. */
  speaker(): string | null;
  /** The output volume, 0–1. */
  outputRatio(): number;
  /** To listen to other microphones; the used one is `capture`'s alone. */
  readonly port: DevicesPort;
  readonly devices: Pick<MediaDevices, "inputs" | "offerMicrophone">;
  createVolumeMeter(onReading: (volume: number, nowMs: number) => void): VolumeMeterModel;
}
