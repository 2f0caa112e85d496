import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";

/** The volume of one person, in this browser only. */
export function PersonVolume({ person }: { person: ParticipantTracks }) {
  const words = useCallWords();
  const volume = person.volume.value;
  return (
    <label class="person-volume">
      <span class="person-volume-words">
        {words.call.volume} <span class="setting-value">{words.settings.percent(volume)}</span>
      </span>
      <input
        type="range"
        class="range"
        min={0}
        max={100}
        step={5}
        value={volume}
        aria-label={words.call.loudness(person.displayName.value)}
        onInput={(event) => person.setVolume(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}
