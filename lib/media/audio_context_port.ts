/** Reads the sound of one stream. */
export interface SoundProbe {
  /** Fills `samples` with the newest time-domain samples, −1…1. */
  read(samples: Float32Array<ArrayBuffer>): void;
  /** False while the browser holds the sound back: the level is then unknown, not 0. */
  isRunning(): boolean;
  close(): void;
}

/** The sound of one stream, made quieter. */
export interface AmplifiedSound {
  readonly track: MediaStreamTrack;
  setRatio(ratio: number): void;
  close(): void;
}

/** The one `AudioContext` of the page, made when first needed, in a click. */
export interface AudioContextPort {
  /** Listens to `stream` without playing it. */
  probe(stream: MediaStream): Promise<SoundProbe>;
  /** Makes `stream` quieter; `null` where the browser holds the sound back, and all would be silent. */
  amplify(stream: MediaStream): Promise<AmplifiedSound | null>;
  /** Calls back once a frame until the returned function is called. */
  eachFrame(run: () => void): () => void;
}
