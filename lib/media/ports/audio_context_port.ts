/** Reads the sound of one stream. */
export interface SoundProbe {
  /** Fills `samples` with the newest time-domain samples, −1…1. */
  read(samples: Float32Array<ArrayBuffer>): void;
  /** False while the browser holds the sound back: the level is then unknown, not 0. */
  isRunning(): boolean;
  /** True while the system or another app keeps the sound from us. */
  isWithheld(): boolean;
  close(): void;
}

/** The sound of one stream, made quieter. */
export interface AmplifiedSound {
  readonly track: MediaStreamTrack;
  setRatio(ratio: number): void;
  close(): void;
}

/** How a replay is played. */
export interface ReplayOptions {
  /** So long it listens, and so long it plays. */
  readonly seconds: number;
  /** `null`: the system's default; also where a browser has no choice. */
  readonly speaker: string | null;
  /** 0–1 */
  readonly ratio: number;
}

/** The sound of one stream, played. */
export interface PlayedSound {
  /** False while the browser holds the sound back: nothing is heard of it then. */
  isRunning(): boolean;
  setRatio(ratio: number): void;
  close(): void;
}

/** The one `AudioContext` of the page, made when first needed, in a click. */
export interface AudioContextPort {
  /** Listens to `stream` without playing it, also while it is muted for the others. */
  probe(stream: MediaStream): Promise<SoundProbe>;
  /** Makes `stream` quieter; `null` where the browser holds the sound back, and all would be silent. */
  amplify(stream: MediaStream): Promise<AmplifiedSound | null>;
  /** Plays `stream`, from the next gesture on where the browser wants one; `onRunning` tells of each such change. */
  hear(stream: MediaStream, onRunning: () => void): Promise<PlayedSound>;
  /**
   * Plays what is heard from now on, `seconds` later, and by then listens no more: what is played
   * never comes back. Answers how to end it; `null` where the browser holds the sound back.
   */
  replay(stream: MediaStream, options: ReplayOptions): Promise<(() => void) | null>;
  /**
   * Two soft notes, `ratio` (0–1) of their loudness. Silent where no click has come before, and where the browser holds
   * the sound back.
   */
  ring(ratio: number): Promise<void>;
  /** Calls back once a frame, with its time in ms, until the returned function is called. */
  eachFrame(run: (nowMs: number) => void): () => void;
}
