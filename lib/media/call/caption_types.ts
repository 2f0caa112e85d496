import type { ReadonlySignal } from "@preact/signals";

/** What one person said, as an agent wrote it. */
export interface CaptionLine {
  readonly id: string;
  /** The name as shown. */
  readonly name: string;
  readonly text: string;
  /** Else it may still change. */
  readonly isFinal: boolean;
}

export type CaptionPlace = "under" | "beside";
export type CaptionSize = "small" | "medium" | "large";

/** A person's own choices, kept in this browser. */
export interface CaptionChoices {
  readonly isShown: boolean;
  readonly place: CaptionPlace;
  readonly size: CaptionSize;
}

/** `useCaptions()` */
export interface CaptionsModel {
  /** Whether an agent that writes captions is inside: all are told. */
  readonly isOn: ReadonlySignal<boolean>;
  /** The latest, the oldest first. */
  readonly lines: ReadonlySignal<readonly CaptionLine[]>;
  readonly choices: ReadonlySignal<CaptionChoices>;
  choose(patch: Partial<CaptionChoices>): void;
  /** Listens until the returned function is called. */
  start(): () => void;
}
