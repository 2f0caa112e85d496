import type { AmplifiedSound, AudioContextPort, PlayedSound } from "../ports/audio_context_port.ts";

/** The dependencies of `RemoteTrackVolume`. */
export interface RemoteTrackVolumeParts {
  /** Plays the sound already; muted where a gain plays it. */
  readonly element: Pick<HTMLMediaElement, "volume" | "muted">;
  readonly stream: MediaStream;
  loadAudio(): Promise<AudioContextPort>;
  /** Plays an amplified track on the speaker of the others, until the returned function is called. */
  playAmplified(track: MediaStreamTrack): () => void;
}

/**
 * One remote audio track with its volume. An element cannot be louder than 1, so beyond that the sound goes through a gain,
 * and on to an element of its own, which can be sent to the chosen speaker. iOS ignores an element's volume (it stays 1), so
 * there the gain itself plays it, unless the volume is 0 or 1.
 */
export class RemoteTrackVolume {
  readonly #parts: RemoteTrackVolumeParts;
  #ratio = 1;
  #opening: Promise<void> | null = null;
  #gain: PlayedSound | null = null;
  #isClosed = false;

  constructor(parts: RemoteTrackVolumeParts) {
    this.#parts = parts;
  }

  /** Sets the volume, 0–2; also mutes the element again after the SDK unmuted it. */
  async setRatio(ratio: number): Promise<void> {
    const { element } = this.#parts;
    this.#ratio = ratio;
    element.volume = Math.min(1, ratio);
    const isPartial = ratio > 0 && ratio < 1;
    const needsGain = ratio > 1 || (isPartial && element.volume === 1);
    if (needsGain && !this.#isClosed) await (this.#opening ??= this.#open());
    this.#apply();
  }

  close(): void {
    this.#isClosed = true;
    this.#gain?.close();
    this.#gain = null;
  }

  async #open(): Promise<void> {
    try {
      const audio = await this.#parts.loadAudio();
      // On iOS, where an element has no volume, it has no speaker to choose either.
      const gain = this.#hasVolume() ? await this.#amplify(audio) : await this.#hear(audio);
      if (this.#isClosed) gain?.close();
      else this.#gain = gain;
      // The browser suspends the context: the next change tries again.
      if (gain === null) this.#opening = null;
    } catch {
      // The code could not be loaded; the next change tries again.
      this.#opening = null;
    }
  }

  #hasVolume(): boolean {
    const { element } = this.#parts;
    const before = element.volume;
    element.volume = 0.5;
    const hasVolume = element.volume === 0.5;
    element.volume = before;
    return hasVolume;
  }

  #hear(audio: AudioContextPort): Promise<PlayedSound> {
    return audio.hear(this.#parts.stream, () => this.#apply());
  }

  async #amplify(audio: AudioContextPort): Promise<PlayedSound | null> {
    const { stream, playAmplified } = this.#parts;
    const amplified: AmplifiedSound | null = await audio.amplify(stream, () => this.#apply());
    if (amplified === null) return null;
    const stop = playAmplified(amplified.track);
    return {
      isRunning: () => amplified.isRunning(),
      setRatio: (ratio) => amplified.setRatio(ratio),
      close() {
        stop();
        amplified.close();
      },
    };
  }

  /** Full volume rather than silence, while the browser suspends the gain's context. */
  #apply(): void {
    this.#gain?.setRatio(this.#ratio);
    this.#parts.element.muted = this.#ratio === 0 || this.#gain?.isRunning() === true;
  }
}
