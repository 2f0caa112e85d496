import { useLayout } from "../../lib/media/hooks/useLayout.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { FullScreen, Pin, Spotlight } from "./stage_icons.ts";

interface PersonViewItemsProps {
  person: ParticipantTracks;
  onDone(): void;
}

/** How large one person is: here, and for those who may, on everybody's stage. Items of a menu. */
export function PersonViewItems({ person, onDone }: PersonViewItemsProps) {
  const { layout: words, call } = useCallWords();
  const layout = useLayout();
  const moderation = useModeration();
  const isPinned = layout.pinned.value.has(person.seatId);
  const isSpotlit = layout.spotlight.value === person;
  const then = (act: () => void) => () => {
    onDone();
    act();
  };
  return (
    <>
      <button
        type="button"
        class="panel-item"
        aria-pressed={ariaState(isPinned)}
        onClick={then(() => layout.togglePin(person))}
      >
        <Icon of={Pin} />
        <span>{words.pin}</span>
      </button>
      {moderation.mayModerate.value && (
        <button
          type="button"
          class="panel-item"
          aria-pressed={ariaState(isSpotlit)}
          onClick={then(() => void moderation.setSpotlight(isSpotlit ? null : person))}
        >
          <Icon of={Spotlight} />
          <span>{words.spotlight}</span>
        </button>
      )}
      <button
        type="button"
        class="panel-item"
        onClick={then(() => layout.setFull({ seatId: person.seatId, source: "camera" }))}
      >
        <Icon of={FullScreen} />
        <span>{call.fullScreen}</span>
      </button>
    </>
  );
}
