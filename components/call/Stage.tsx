import type { ReadonlySignal } from "@preact/signals";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Picture } from "../shell/Picture.tsx";
import { SharedScreen } from "./SharedScreen.tsx";

interface StageProps {
  /** The people who share a screen, the newest share last; never empty. */
  sharing: readonly ParticipantTracks[];
  /** The chosen seat, where several share; `null`: the newest. */
  chosen: ReadonlySignal<string | null>;
  areKeysOn: ReadonlySignal<boolean>;
  onChoose(seatId: string): void;
}

/** The large shared screen: the chosen one, else the newest. The person's own is shown small by `OwnScreen`: a large one would show itself. */
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

/** The person's own shared screen, small, while no other is shared. */
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
