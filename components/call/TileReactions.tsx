import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { reactionEmoji } from "./reaction_emoji.ts";

/** Reactions rise along the edge of a tile, beside the face. Readers hear them from `ReactionNews`. */
export function TileReactions({ person }: { person: ParticipantTracks }) {
  const shown = person.reactions.value;
  if (shown.length === 0) return null;
  return (
    <span class="tile-reactions notranslate" aria-hidden="true">
      {shown.map(({ id, reaction }) => (
        // Beside each other, where several rise at once.
        <span key={id} class={`tile-reaction tile-reaction-${id % 3}`}>
          {reactionEmoji[reaction]}
        </span>
      ))}
    </span>
  );
}
