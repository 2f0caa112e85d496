import type { ReadonlySignal } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Picture } from "../shell/Picture.tsx";
import { SharedScreen } from "./SharedScreen.tsx";

interface StageProps {
  /** The people who share, the latest share last; never empty. */
  sharing: readonly ParticipantTracks[];
  /** The seat whose screen was chosen, where several share. */
  chosen: ReadonlySignal<string | null>;
  areKeysOn: ReadonlySignal<boolean>;
  onChoose(seatId: string): void;
}

/** A shared screen takes the room: the one that was chosen, else the one that began last. One's own is a small reminder: it would show itself. */
export function Stage({ sharing, chosen, areKeysOn, onChoose }: StageProps) {
  const words = useCallWords().call;
  const shown = sharing.find((person) => person.seatId === chosen.value) ??
    sharing[sharing.length - 1];
  const screen = shown.screen.value;
  if (!screen) return null;
  return (
    <div class="stage">
      <SharedScreen person={shown} screen={screen} areKeysOn={areKeysOn} />
      {sharing.length > 1 && (
        <div class="stage-choice" role="group" aria-label={words.otherScreens}>
          {sharing.map((person) => (
            <button
              key={person.seatId}
              type="button"
              class="button button-small"
              aria-pressed={ariaState(person === shown)}
              onClick={() => onChoose(person.seatId)}
            >
              {person.displayName}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** One's own screen, while nobody else shows one. */
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
