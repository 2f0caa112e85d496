import type { AudioContextPort, PlayedSound } from "../ports/audio_context_port.ts";

/** What a `HeardSound` is made of. */
export interface HeardSoundParts {
  /** Plays the sound already, and is told to be silent where we play it. */
  readonly element: Pick<HTMLMediaElement, "volume" | "muted">;
  readonly stream: MediaStream;
  loadAudio(): Promise<AudioContextPort>;
}

/**
 * One sound of somebody else, as loud as it is wanted here. iOS ignores an element's volume (it stays
 * 1), so there the sound goes through a gain of our own, unless it is wanted whole or not at all.
 */
export class HeardSound {
  readonly #parts: HeardSoundParts;
  #ratio = 1;
  #opening: Promise<void> | null = null;
  #played: PlayedSound | null = null;
  #isClosed = false;

  constructor(parts: HeardSoundParts) {
    this.#parts = parts;
  }

  /** 0–1; also tells the element again that it is silent, after somebody unmuted it. */
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
      // Its code is not there; the next change tries again.
      this.#opening = null;
    }
  }

  /** Loud rather than silent, for as long as the browser holds the gain back. */
  #apply(): void {
    this.#played?.setRatio(this.#ratio);
    this.#parts.element.muted = this.#ratio === 0 || this.#played?.isRunning() === true;
  }
}
