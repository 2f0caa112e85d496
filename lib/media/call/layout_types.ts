/** The types of `useLayout()`: how this browser shows the call. */
import type { ReadonlySignal } from "@preact/signals";
import type { ParticipantTracks } from "../ports/call_types.ts";

/** `auto`: a shared screen, or the speaker where not everybody fits on a page, else a grid. */
export type LayoutChoice = "auto" | "grid" | "speaker" | "side-by-side";

/** The places of the participants and of the shared screen. A participant is in one list at most. */
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
  /** Our own tile is left out; while we are alone in the call it stays, without a picture. */
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
  /** The last speaker among the others. Another takes over after 600 ms of speaking, once the last one is silent. */
  readonly speaker: ReadonlySignal<ParticipantTracks | null>;
  readonly arrangement: ReadonlySignal<Arrangement>;
  /** Tells how many equal tiles your page has room for: with more people *Auto* shows the speaker. */
  setRoomFor(count: number): void;
  /** The picture that takes the whole screen; `null`: none. */
  readonly full: ReadonlySignal<FullView | null>;
  setFull(view: FullView | null): void;
}
