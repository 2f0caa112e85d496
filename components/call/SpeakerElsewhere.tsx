import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { Avatar } from "../shell/Avatar.tsx";
import type { TileLayout } from "./tile_layout.ts";

/** How long somebody stands by after their last word, so that a pause does not flicker. */
const lingerMilliseconds = 2000;

interface SpeakerElsewhereProps {
  people: ReadonlySignal<readonly ParticipantTracks[]>;
  layout: ReadonlySignal<TileLayout>;
  /** The page that is shown, from 0 on. */
  page: ReadonlySignal<number>;
  onTurn(page: number): void;
}

/** A speaker on another page of the grid is shown here; a click turns to that page. No tile changes its place. */
export function SpeakerElsewhere({ people, layout, page, onTurn }: SpeakerElsewhereProps) {
  const words = useCallWords().call;
  const shown = useSignal<ParticipantTracks | null>(null);
  /** A person who has left is on no page. */
  const pageOf = (person: ParticipantTracks) => {
    const index = people.value.indexOf(person);
    return index < 0 ? page.value : Math.floor(index / layout.value.perPage);
  };
  useSignalEffect(() => {
    // Each is asked, so that each wakes this.
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
