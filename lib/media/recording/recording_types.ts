/** The types of `useRecording()` and `useKeptRecordings()`. */
import type { ReadonlySignal } from "@preact/signals";

/**
 * `telling`: everybody is being told, and nothing is recorded. `waiting`: the connection was made anew, and nothing is recorded until
 * everybody is told again. `ending`: the last seconds are being written.
 */
export type RecordingState = "off" | "telling" | "recording" | "waiting" | "ending";

/**
 * Why it did not begin (`unsupported`: by this browser, or in a private window; `not-told`: our server or LiveKit did not take it),
 * or has ended by itself: the disk is `full`, the role was taken (`not-allowed`), or the browser failed (`unexpected`).
 */
export type RecordingTrouble = "unsupported" | "not-told" | "full" | "not-allowed" | "unexpected";

/** `useRecording()`. */
export interface RecordingModel {
  readonly state: ReadonlySignal<RecordingState>;
  /** Recorded so far. */
  readonly seconds: ReadonlySignal<number>;
  readonly bytes: ReadonlySignal<number>;
  /** Until the next start, or until it is dismissed. */
  readonly trouble: ReadonlySignal<RecordingTrouble | null>;
  /** Tells everybody, then begins: in a click. */
  start(options: { readonly hasPictures: boolean }): Promise<void>;
  /** Resolves when all is written. */
  stop(): Promise<void>;
  dismissTrouble(): void;
}

/** A recording in the browser's private files. */
export interface KeptRecording {
  /** Its file's name there. */
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly slug: string;
  readonly bytes: number;
}

/** What `save` came to. `downloaded`: handed to the browser's downloads, which do not tell whether they finished. */
export type SaveOutcome = "saved" | "downloaded" | "cancelled" | "failed";

/** `useKeptRecordings()`: those of this browser, for every space. */
export interface KeptRecordingsModel {
  /** The newest first; without those that are being made now, in any tab. */
  readonly list: ReadonlySignal<readonly KeptRecording[]>;
  refresh(): Promise<void>;
  /** Asks where to, in a click. What is `saved` there is not kept here any more. */
  save(kept: KeptRecording): Promise<SaveOutcome>;
  remove(kept: KeptRecording): Promise<void>;
}
