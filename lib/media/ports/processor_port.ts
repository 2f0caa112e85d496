/** The seam between a capture and what is published of it: a track or a stream goes in, and another comes out. */

/**
 * Why a processor does not run. `unsupported`: this browser lacks what it needs. `code-missing`: its files did not come.
 * `refused`: the browser or the page's policy does not run WebAssembly. `too-slow`: this machine cannot keep up. `stalled`:
 * nothing comes out any more, or its worker has died. `picture-missing`: the background's picture cannot be read.
 */
export type ProcessingFailure =
  | "unsupported"
  | "code-missing"
  | "refused"
  | "too-slow"
  | "stalled"
  | "picture-missing"
  | "unexpected";

/** The failure of `Processor.start`. */
export class ProcessingError extends Error {
  override readonly name = "ProcessingError";
  constructor(readonly reason: ProcessingFailure, options?: ErrorOptions) {
    super(`Cannot process the track: ${reason}`, options);
  }
}

/** What a processor tells from `start` on. */
export interface ProcessorListener<Cost> {
  /** Called once: nothing more will come out, or what comes out is what goes in. */
  onFailure(reason: ProcessingFailure): void;
  /** Called about every second. */
  onCost(cost: Cost): void;
}

/** Processes one track or stream, once. After `stop` or a failure a new one is made. */
export interface Processor<Media, Listener> {
  /**
   * Resolves to what is sent in the place of `media`, which stays its owner's, as soon as something comes out.
   *
   * @throws {ProcessingError}
   */
  start(media: Media, listener: Listener): Promise<Media>;
  /** Ends what was made, and all work. */
  stop(): void;
}

/** What processing a picture costs at present. */
export interface PictureCost {
  /** From a frame's arrival until it is written, on average over about a second. */
  readonly msPerFrame: number;
  readonly framesPerSecond: number;
  /** Steps by which the work was made smaller, since frames took too long: 0 is all of it. */
  readonly steps: number;
}

/** The noise suppressors of Strong, the best first: GTCRN takes typing away too, RNNoise costs a third of it. */
export const suppressors = ["gtcrn", "rnnoise"] as const;

export type Suppressor = typeof suppressors[number];

/** The cost is a share of one processor core, 0 and up. */
export interface SoundListener extends ProcessorListener<number> {
  /** `isRunning()` has changed: the browser suspended the `AudioContext`, or resumed it. */
  onRunning(): void;
}

/** Processes the microphone's stream. */
export interface SoundProcessor extends Processor<MediaStream, SoundListener> {
  /** False while the browser suspends the `AudioContext`: the processed stream is silent. */
  isRunning(): boolean;
}

/** Makes processors; its code and its files are loaded when first used. */
export type CreateSuppressor = (suppressor: Suppressor) => SoundProcessor;
