/** The types of `useLayout()`: how a person looks at the call. */
import type { ReadonlySignal } from "@preact/signals";
import type { ParticipantTracks } from "../ports/call_types.ts";

/** `auto`: a shared screen, or the speaker where not everybody fits on a page, else a grid. */
export type LayoutChoice = "auto" | "grid" | "speaker" | "side-by-side";

/** What stands where. Each participant and each shared screen is there at most once. */
export interface Arrangement {
  /** `grid`: tiles of one size. `stage`: the stage takes the room, the others line its edge. `beside`: each takes half of it. */
  readonly shape: "grid" | "stage" | "beside";
  /** The participant whose shared screen is shown; `null` without one. */
  readonly screen: ParticipantTracks | null;
  /** The participants on the stage; empty in a grid. */
  readonly stage: readonly ParticipantTracks[];
  readonly others: readonly ParticipantTracks[];
}

/** One picture that takes the whole screen. */
export interface FullView {
  readonly seatId: string;
  readonly source: "camera" | "screen";
}

/** `useLayout()`. Choices are kept in this browser, and shared by its tabs. */
export interface LayoutModel {
  readonly choice: ReadonlySignal<LayoutChoice>;
  choose(choice: LayoutChoice): void;
  /** Our own tile is left out; alone in the call it stays, without a picture. */
  readonly isOwnPictureHidden: ReadonlySignal<boolean>;
  setOwnPictureHidden(isHidden: boolean): void;
  /** Pictures are shown whole. Otherwise they fill their tiles, and lose a quarter at most. */
  readonly isFitted: ReadonlySignal<boolean>;
  setFitted(isFitted: boolean): void;
  /** Seats of the participants that we keep on our stage. */
  readonly pinned: ReadonlySignal<ReadonlySet<string>>;
  togglePin(person: ParticipantTracks): void;
  /** The participant whom a moderator put on everybody's stage: see `useModeration().setSpotlight`. */
  readonly spotlight: ReadonlySignal<ParticipantTracks | null>;
  /** Shared screens of the others, the earliest first. */
  readonly screens: ReadonlySignal<readonly ParticipantTracks[]>;
  /** Shows this participant's screen; without a choice the latest is shown. */
  chooseScreen(person: ParticipantTracks): void;
  /** Who spoke last among the others; changes 600 ms after another begins, and never while that one speaks. */
  readonly speaker: ReadonlySignal<ParticipantTracks | null>;
  readonly arrangement: ReadonlySignal<Arrangement>;
  /** Tells how many equal tiles your page has room for: with more people *Auto* shows the speaker. */
  setRoomFor(count: number): void;
  /** What takes the whole screen; `null`: nothing. */
  readonly full: ReadonlySignal<FullView | null>;
  setFull(view: FullView | null): void;
}
