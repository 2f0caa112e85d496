import type { ParticipantTracks, PictureSource } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";

/** On a tile: what of its person is left out to save data, and the click that brings it. */
export function NotReceived({ person }: { person: ParticipantTracks }) {
  const words = useCallWords().call;
  const sources: PictureSource[] = [];
  if (person.isCameraLeftOut.value) sources.push("camera");
  if (person.isScreenLeftOut.value) sources.push("screen");
  if (sources.length === 0) return null;
  return (
    <div class="tile-not-received">
      {sources.map((source) => (
        <button
          key={source}
          type="button"
          class="button button-small"
          aria-label={words.bringOf[source](person.displayName.value)}
          title={words.leftOut}
          onClick={() => person.receive(source)}
        >
          {words.bring[source]}
        </button>
      ))}
    </div>
  );
}
