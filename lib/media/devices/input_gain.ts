import type { AmplifiedSound, AudioContextPort } from "../ports/audio_context_port.ts";

/** What an `InputGain` is made of. */
export interface InputGainParts {
  loadAudio(): Promise<AudioContextPort>;
  /** The input volume, 0–1. */
  ratio(): number;
}

/**
 * Makes the microphone quieter for the others. At full volume the sound goes out as it was
 * captured: nothing that could fail stands between.
 */
export class InputGain {
  readonly #parts: InputGainParts;
  #source: MediaStream | null = null;
  #amplified: AmplifiedSound | null = null;

  constructor(parts: InputGainParts) {
    this.#parts = parts;
  }

  /** What to send of `stream`. */
  async trackOf(stream: MediaStream): Promise<MediaStreamTrack> {
    if (stream !== this.#source) this.close();
    this.#source = stream;
    const [track] = stream.getTracks();
    if (this.#amplified === null && this.#parts.ratio() < 1) {
      const amplified = await (await this.#parts.loadAudio()).amplify(stream);
      if (stream !== this.#source) {
        amplified?.close();
        return track;
      }
      this.#amplified = amplified;
      // Muted while it was sent itself, it would stay silent from now on.
      if (amplified) track.enabled = true;
    }
    this.#amplified?.setRatio(this.#parts.ratio());
    return this.#amplified?.track ?? track;
  }

  /** The volume changed. Answers whether what is sent has to change for it. */
  update(): boolean {
    this.#amplified?.setRatio(this.#parts.ratio());
    return this.#source !== null && this.#amplified === null && this.#parts.ratio() < 1;
  }

  /** The microphone is let go. */
  close(): void {
    this.#amplified?.close();
    this.#amplified = null;
    this.#source = null;
  }
}
