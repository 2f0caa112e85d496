import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { Avatar } from "../shell/Avatar.tsx";
import type { TileLayout } from "./tile_layout.ts";

/** A speaker stays shown for this long after the last word, so that a pause does not flicker. */
const lingerMilliseconds = 2000;

interface SpeakerElsewhereProps {
  people: ReadonlySignal<readonly ParticipantTracks[]>;
  layout: ReadonlySignal<TileLayout>;
  /** The visible page of the grid, counted from 0. */
  page: ReadonlySignal<number>;
  onTurn(page: number): void;
}

/** The button of a speaker on another page of the grid; a click turns to that page. No tile changes its place. */
export function SpeakerElsewhere({ people, layout, page, onTurn }: SpeakerElsewhereProps) {
  const words = useCallWords().call;
  const shown = useSignal<ParticipantTracks | null>(null);
  /** A person who has left counts as on the visible page. */
  const pageOf = (person: ParticipantTracks) => {
    const index = people.value.indexOf(person);
    return index < 0 ? page.value : Math.floor(index / layout.value.perPage);
  };
  useSignalEffect(() => {
    // Each person's signal is read, so that each one's change runs this effect.
    const speaking = people.value.filter((person) => person.isSpeaking.value && !person.isLocal);
    const elsewhere = speaking.filter((person) => pageOf(person) !== page.value);
    const before = shown.peek();
    if (before && elsewhere.includes(before)) return;
    if (elsewhere.length > 0) {
      shown.value = elsewhere[0];
      return;
    }
    const timer = setTimeout(() => shown.value = null, lingerMilliseconds);
    return () => clearTimeout(timer);
  });
  const person = shown.value;
  if (!person || pageOf(person) === page.value) return null;
  const name = person.displayName.value;
  return (
    <button
      type="button"
      class="speaker-elsewhere"
      aria-label={words.speaksElsewhere(name, pageOf(person) + 1)}
      onClick={() => onTurn(pageOf(person))}
    >
      <Avatar name={name} tintKey={person.seatId} />
      <span class="speaker-elsewhere-name notranslate">{name}</span>
    </button>
  );
}
