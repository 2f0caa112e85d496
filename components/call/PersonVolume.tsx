import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";

/** How loud one person is, and the sound of their screen, in this browser alone. */
export function PersonVolume({ person }: { person: ParticipantTracks }) {
  const { call: words, people } = useCallWords();
  const name = person.displayName.value;
  return (
    <>
      <Volume
        word={words.volume}
        label={words.loudness(name)}
        percent={person.volume.value}
        most={200}
        onChange={(percent) => person.setVolume(percent)}
      />
      {person.hasScreenSound.value && (
        <Volume
          word={people.screenVolume}
          label={people.screenLoudness(name)}
          percent={person.screenVolume.value}
          most={100}
          onChange={(percent) => person.setScreenVolume(percent)}
        />
      )}
    </>
  );
}

interface VolumeProps {
  word: string;
  /** The name for readers. */
  label: string;
  percent: number;
  most: number;
  onChange(percent: number): void;
}

function Volume({ word, label, percent, most, onChange }: VolumeProps) {
  const { call } = useCallWords();
  return (
    <label class="person-volume">
      <span class="person-volume-words">
        {word} <span class="setting-value">{call.percent(percent)}</span>
      </span>
      <input
        type="range"
        class="range"
        min={0}
        max={most}
        step={5}
        value={percent}
        aria-label={label}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </label>
  );
}
