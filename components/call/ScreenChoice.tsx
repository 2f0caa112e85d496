import type { LayoutModel } from "../../lib/media/call/layout_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";

/** Several shared screens, in the order in which they began: one is shown. */
export function ScreenChoice({ layout }: { layout: LayoutModel }) {
  const words = useCallWords().call;
  const screens = layout.screens.value;
  const shown = layout.arrangement.value.screen;
  if (screens.length < 2) return null;
  return (
    <div class="stage-choice" role="group" aria-label={words.otherScreens}>
      {screens.map((person) => (
        <button
          key={person.seatId}
          type="button"
          class="button button-small"
          aria-pressed={ariaState(person === shown)}
          onClick={() => layout.chooseScreen(person)}
        >
          {person.displayName}
        </button>
      ))}
    </div>
  );
}
