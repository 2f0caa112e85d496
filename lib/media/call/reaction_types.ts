import type { ReadonlySignal } from "@preact/signals";
import type { Reaction } from "../../contract/reactions.ts";
import type { ParticipantTracks, ShownReaction } from "../ports/call_types.ts";

/** `useReactions()`: a sign that all see for a moment, and that is kept nowhere. */
export interface ReactionsModel {
  /** The six reactions, in their order. */
  readonly choices: readonly Reaction[];
  /** Every reaction that is shown now, with its person. Each person's own are in `reactions` of the person. */
  readonly shown: ReadonlySignal<
    readonly (ShownReaction & { readonly person: ParticipantTracks })[]
  >;
  /** Shows it to everybody. False: the third within a second, or not connected. */
  react(reaction: Reaction): boolean;
}
