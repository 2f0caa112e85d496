import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Picture } from "../shell/Picture.tsx";

/** One's own shared screen is a small reminder: large, it would show itself. */
export function OwnScreen({ person }: { person: ParticipantTracks }) {
  const words = useCallWords().call;
  const screen = person.screen.value;
  if (!screen) return null;
  return (
    <figure class="own-screen" aria-label={words.screenOf(person.displayName.value)}>
      <Picture key={screen.id} track={screen} isWhole />
      <figcaption aria-hidden="true">{words.yourScreen}</figcaption>
    </figure>
  );
}
