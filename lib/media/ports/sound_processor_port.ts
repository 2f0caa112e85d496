/** The seam between the microphone's capture and what is published of it: a stream goes in, and another comes out. */

/**
 * Why a processor does not run. `unsupported`: this browser lacks what it needs. `code-missing`: its files did not come.
 * `refused`: the browser or the page's policy does not run WebAssembly. `too-slow`: this machine cannot keep up. `stalled`:
 * sound goes in, and nothing comes out.
 */
export type SoundFailure =
  | "unsupported"
  | "code-missing"
  | "refused"
  | "too-slow"
  | "stalled"
  | "unexpected";

/** The failure of `SoundProcessor.start`. */
export class SoundProcessingError extends Error {
  override readonly name = "SoundProcessingError";
  constructor(readonly reason: SoundFailure, options?: ErrorOptions) {
    super(`Cannot process the sound: ${reason}`, options);
  }
}

/** The noise suppressors of Strong, the best first: GTCRN takes typing away too, RNNoise costs a third of it. */
export const suppressors = ["gtcrn", "rnnoise"] as const;

export type Suppressor = typeof suppressors[number];

/** What a processor tells after `start`. */
export interface SoundListener {
  /** Called once: from then on what comes out is what goes in. */
  onFailure(reason: SoundFailure): void;
  /** Called every second: the share of one processor core that it takes, 0 and up. */
  onCost(coreRatio: number): void;
  /** `isRunning()` has changed: the browser suspended the `AudioContext`, or resumed it. */
  onRunning(): void;
}

/** Processes one stream, once. After `stop` or a failure a new one is made. */
export interface SoundProcessor {
  /**
   * Resolves to the stream to send in the place of `stream`, which stays its owner's.
   *
   * @throws {SoundProcessingError}
   */
  start(stream: MediaStream, listener: SoundListener): Promise<MediaStream>;
  /** False while the browser suspends the `AudioContext`: the processed stream is silent. */
  isRunning(): boolean;
  /** Ends the processed stream, and all work. */
  stop(): void;
}

/** Makes processors; its code and its files are loaded when first used. */
export type CreateSuppressor = (suppressor: Suppressor) => SoundProcessor;
