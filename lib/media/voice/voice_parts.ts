import type { ReadonlySignal } from "@preact/signals";
import type { AudioContextPort } from "../ports/audio_context_port.ts";
import type { MediaError, MediaSwitch, VolumeMeterModel } from "../ports/call_types.ts";
import type { Capture } from "../devices/capture.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";

/** The switch of the microphone, as what speaks for a person uses it. */
export interface VoiceSwitch extends MediaSwitch {
  /** As `setEnabled`, but not kept for the next visit. */
  setForNow(enabled: boolean): Promise<void>;
  /** How often anybody decided on or off: a click, a key, the system, a moderator. */
  readonly decisions: number;
}

/**
 * What the models of one's own voice are made of. Their hooks make them, when the call or the
 * settings first use them: a page that has not joined loads none of their code.
 */
export interface VoiceParts {
  readonly storage: StoragePort;
  readonly page: PagePort;
  loadAudio(): Promise<AudioContextPort>;
  /** The one owner of the microphone. */
  readonly capture: Capture;
  /** The capture while the switch holds it: also muted, in a call. */
  readonly stream: ReadonlySignal<MediaStream | null>;
  readonly microphone: VoiceSwitch;
  /** What to tell of something that was thrown. */
  errorOf(error: unknown): MediaError;
  /** Opening the microphone now would ask nobody anything. */
  isAllowed(): boolean;
  isInCall(): boolean;
  /** Joined to listen, and no switch is offered. */
  isListenOnly(): boolean;
  /** The chosen speaker; `null`: the system's default. */
  speaker(): string | null;
  /** The output volume, 0–1. */
  outputRatio(): number;
  createVolumeMeter(onReading: (volume: number, nowMs: number) => void): VolumeMeterModel;
}
