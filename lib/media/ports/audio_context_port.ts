/** Reads the sound of one stream. */
export interface SoundProbe {
  /** Fills `samples` with the newest time-domain samples, −1…1. */
  read(samples: Float32Array<ArrayBuffer>): void;
  /** False while the browser suspends the `AudioContext`: the level is unknown, not 0. */
  isRunning(): boolean;
  /** True while the system or another app withholds the sound. */
  isWithheld(): boolean;
  close(): void;
}

/** The sound of one stream, made quieter. */
export interface AmplifiedSound {
  readonly track: MediaStreamTrack;
  /** False while the browser suspends the `AudioContext`: the track is silent. */
  isRunning(): boolean;
  setRatio(ratio: number): void;
  close(): void;
}

/** Options of `AudioContextPort.replay`. */
export interface ReplayOptions {
  /** Seconds of listening, and of playing. */
  readonly seconds: number;
  /** `null`: the system's default; ignored by browsers without a choice of speakers. */
  readonly speaker: string | null;
  /** 0–1 */
  readonly ratio: number;
}

/** The sound of one stream, played. */
export interface PlayedSound {
  /** False while the browser suspends the `AudioContext`: nothing is heard. */
  isRunning(): boolean;
  setRatio(ratio: number): void;
  close(): void;
}

/** The page's only `AudioContext`, created on first use, in a click. */
export interface AudioContextPort {
  /** Reads `stream` without playing it, also while its track is disabled. */
  probe(stream: MediaStream): Promise<SoundProbe>;
  /**
   * Makes `stream` quieter. Resolves to `null` while the browser suspends the `AudioContext`, since the result would be
   * silent. `onRunning` is called at each later change of `isRunning()`.
   */
  amplify(stream: MediaStream, onRunning: () => void): Promise<AmplifiedSound | null>;
  /** Plays `stream`, from the next gesture on if the browser needs one. `onRunning`: as for `amplify`. */
  hear(stream: MediaStream, onRunning: () => void): Promise<PlayedSound>;
  /**
   * Records `stream` for `seconds`, then plays that; recording has ended by then, so nothing echoes. Resolves to how to
   * end it, or to `null` while the browser suspends the `AudioContext`.
   */
  replay(stream: MediaStream, options: ReplayOptions): Promise<(() => void) | null>;
  /**
   * Plays two soft notes at the volume `ratio` (0–1). Silent before the first click, and while the browser suspends the
   * `AudioContext`.
   */
  ring(ratio: number): Promise<void>;
  /** Calls `run` at each animation frame, with its time in ms, until the returned function is called. */
  eachFrame(run: (nowMs: number) => void): () => void;
}
