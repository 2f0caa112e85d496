/** The seam between a capture and what is published of it: a track goes in, and another comes out. */

import type { ProcessingCost, ProcessingFailure } from "../ports/background_types.ts";

/** The failure of `TrackProcessor.start`. */
export class ProcessingError extends Error {
  override readonly name = "ProcessingError";
  constructor(readonly reason: ProcessingFailure, options?: ErrorOptions) {
    super(`Cannot process the track: ${reason}`, options);
  }
}

/** Processes one track, once. After `stop` or a failure a new one is made. */
export interface TrackProcessor {
  /**
   * Resolves to the track to send in the place of `track` as soon as that has a first frame. `track` stays its owner's, who
   * stops it.
   *
   * @throws {ProcessingError}
   */
  start(track: MediaStreamTrack): Promise<MediaStreamTrack>;
  /** Ends the processed track, and all work. */
  stop(): void;
  /** Called once, after `start`, when nothing more will come out. */
  onFailure(listener: (reason: ProcessingFailure) => void): void;
  /** The latest figures; `null` before the first. */
  cost(): ProcessingCost | null;
}
