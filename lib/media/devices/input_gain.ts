import type { AmplifiedSound, AudioContextPort } from "../ports/audio_context_port.ts";

/** Dependencies of an `InputGain`. */
export interface InputGainParts {
  loadAudio(): Promise<AudioContextPort>;
  /** The input volume, 0–1. */
  ratio(): number;
  /** Called when `trackOf` would return another track than before. */
  resendMicrophone(): void;
}

/**
 * Makes the sent microphone quieter. At full volume the captured track is sent itself, without an
 * `AudioContext` that could fail.
 */
export class InputGain {
  readonly #parts: InputGainParts;
  #source: MediaStream | null = null;
  #amplified: AmplifiedSound | null = null;

  constructor(parts: InputGainParts) {
    this.#parts = parts;
  }

  /** The track to send for the captured `stream`. */
  async trackOf(stream: MediaStream): Promise<MediaStreamTrack> {
    if (stream !== this.#source) this.close();
    this.#source = stream;
    const [track] = stream.getTracks();
    if (this.#amplified === null && this.#parts.ratio() < 1) {
      const audio = await this.#parts.loadAudio();
      const amplified = await audio.amplify(stream, () => this.#parts.resendMicrophone());
      if (stream !== this.#source) {
        amplified?.close();
        return track;
      }
      this.#amplified = amplified;
    }
    this.#amplified?.setRatio(this.#parts.ratio());
    // While the browser suspends the `AudioContext`: too loud is better than silent.
    if (!this.#amplified?.isRunning()) return track;
    // Muting disables the sent track. If that was this one, the amplified one would stay silent.
    track.enabled = true;
    return this.#amplified.track;
  }

  /** Applies a changed volume. Returns whether another track has to be sent for it. */
  update(): boolean {
    this.#amplified?.setRatio(this.#parts.ratio());
    return this.#source !== null && this.#amplified === null && this.#parts.ratio() < 1;
  }

  /** Releases the amplifier when the microphone closes. */
  close(): void {
    this.#amplified?.close();
    this.#amplified = null;
    this.#source = null;
  }
}
