import type { AudioContextPort, PlayedSound } from "../ports/audio_context_port.ts";

/** The dependencies of `RemoteTrackVolume`. */
export interface RemoteTrackVolumeParts {
  /** Plays the sound already; muted where the gain plays it. */
  readonly element: Pick<HTMLMediaElement, "volume" | "muted">;
  readonly stream: MediaStream;
  loadAudio(): Promise<AudioContextPort>;
}

/**
 * One remote audio track with its volume. iOS ignores an element's volume (it stays 1), so there the sound goes through a
 * gain node, unless the volume is 0 or 1.
 */
export class RemoteTrackVolume {
  readonly #parts: RemoteTrackVolumeParts;
  #ratio = 1;
  #opening: Promise<void> | null = null;
  #played: PlayedSound | null = null;
  #isClosed = false;

  constructor(parts: RemoteTrackVolumeParts) {
    this.#parts = parts;
  }

  /** Sets the volume, 0–1; also mutes the element again after the SDK unmuted it. */
  async setRatio(ratio: number): Promise<void> {
    const { element } = this.#parts;
    this.#ratio = ratio;
    element.volume = ratio;
    const isPartial = ratio > 0 && ratio < 1;
    if (isPartial && element.volume === 1 && !this.#isClosed) {
      await (this.#opening ??= this.#open());
    }
    this.#apply();
  }

  close(): void {
    this.#isClosed = true;
    this.#played?.close();
    this.#played = null;
  }

  async #open(): Promise<void> {
    const { loadAudio, stream } = this.#parts;
    try {
      const played = await (await loadAudio()).hear(stream, () => this.#apply());
      if (this.#isClosed) played.close();
      else this.#played = played;
    } catch {
      // The code could not be loaded; the next change tries again.
      this.#opening = null;
    }
  }

  /** Full volume rather than silence, while the browser suspends the gain's context. */
  #apply(): void {
    this.#played?.setRatio(this.#ratio);
    this.#parts.element.muted = this.#ratio === 0 || this.#played?.isRunning() === true;
  }
}
