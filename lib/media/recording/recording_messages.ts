/** What the page and the worker of a recording tell each other, and where the worker lies: the build puts its hash there. */

export const recordingWorker = "/processing/recording_worker.js";

/** The folder in the browser's private files. */
export const recordingFolder = "recordings";

/** The Web Lock that is held while this file is written, in any tab; it goes with its page. */
export function recordingLock(file: string): string {
  return `madang.recording ${file}`;
}

/** Why a file was not written. */
export type WriteFailure = "unsupported" | "full" | "unexpected";

/** From the page. */
export type ToRecordingWorker =
  /** `ticksPerSecond`: 0 for none. */
  | { readonly type: "open"; readonly file: string; readonly ticksPerSecond: number }
  | { readonly type: "write"; readonly bytes: ArrayBuffer }
  | { readonly type: "close" };

/** From the worker. */
export type FromRecordingWorker =
  | { readonly type: "opened" }
  /** All bytes so far are on the disk. */
  | { readonly type: "written"; readonly bytes: number }
  | { readonly type: "failed"; readonly reason: WriteFailure }
  | { readonly type: "closed" }
  /** Also in a hidden tab, whose own timers are slowed down. */
  | { readonly type: "tick" };
