import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { reactionEmoji } from "./reaction_emoji.ts";

/** Reactions that are shown at once, at most. */
const mostShown = 3;

interface ReactionsElsewhereProps {
  people: ReadonlySignal<readonly ParticipantTracks[]>;
  /** Whether the person's tile is where this stands for. Reads signals. */
  isThere(person: ParticipantTracks): boolean;
}

/** Reactions of people whose tiles are out of sight, above the way that leads there. Readers hear them from `ReactionNews`. */
export function ReactionsElsewhere({ people, isThere }: ReactionsElsewhereProps) {
  // Reactions are read first: a call in which nobody reacts is not laid out again for this.
  const reacting = useComputed(() => people.value.filter((one) => one.reactions.value.length > 0));
  const shown = reacting.value.filter(isThere).flatMap((one) => one.reactions.value);
  if (shown.length === 0) return null;
  return (
    <span class="tile-reactions reactions-elsewhere notranslate" aria-hidden="true">
      {shown.slice(-mostShown).map(({ id, reaction }) => (
        <span key={id} class={`tile-reaction tile-reaction-${id % 3}`}>
          {reactionEmoji[reaction]}
        </span>
      ))}
    </span>
  );
}
