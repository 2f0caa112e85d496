import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { Avatar } from "../shell/Avatar.tsx";
import { Picture } from "../shell/Picture.tsx";

/** A speaker stays shown for this long after the last word, so that a pause does not flicker. */
const lingerMilliseconds = 2000;

interface SpeakerElsewhereProps {
  people: ReadonlySignal<readonly ParticipantTracks[]>;
  /** Whether the person's tile is visible. Reads signals, so that their changes run the effect below. */
  isInSight(person: ParticipantTracks): boolean;
  /** The accessible name: the speaker, and the effect of a click. */
  label(person: ParticipantTracks): string;
  onGo(person: ParticipantTracks): void;
}

/** The button of a speaker whose tile is not visible; a click goes to that tile. No tile changes its place. */
export function SpeakerElsewhere({ people, isInSight, label, onGo }: SpeakerElsewhereProps) {
  const shown = useSignal<ParticipantTracks | null>(null);
  useSignalEffect(() => {
    // Each person's signal is read, so that each one's change runs this effect.
    const speaking = people.value.filter((person) => person.isSpeaking.value && !person.isLocal);
    const elsewhere = speaking.filter((person) => !isInSight(person));
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
  if (!person || isInSight(person) || !people.value.includes(person)) return null;
  const name = person.displayName.value;
  const camera = person.camera.value;
  return (
    <button
      type="button"
      class="speaker-elsewhere"
      onClick={() => onGo(person)}
    >
      {camera
        ? (
          <span class="speaker-elsewhere-picture">
            <Picture key={camera.id} track={camera} />
          </span>
        )
        : <Avatar name={name} tintKey={person.seatId} />}
      <span class="visually-hidden">{label(person)}</span>
      <span class="speaker-elsewhere-name notranslate" aria-hidden="true">{name}</span>
    </button>
  );
}
