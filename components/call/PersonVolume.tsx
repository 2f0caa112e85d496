import { useSignal } from "@preact/signals";
import { Volume1, Volume2, VolumeX } from "lucide-preact";
import { useRef } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { useOutside } from "../shell/useOutside.ts";

/** How loud one person is for this browser only. */
export function PersonVolume({ person }: { person: ParticipantTracks }) {
  const words = useCallWords().call;
  const isOpen = useSignal(false);
  const opener = useRef<HTMLButtonElement>(null);
  const place = useRef<HTMLDivElement>(null);
  useOutside(place, isOpen);
  const volume = person.volume.value;
  const name = person.displayName.value;
  const sign = volume === 0 ? VolumeX : volume < 60 ? Volume1 : Volume2;

  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isOpen.peek()) return;
    isOpen.value = false;
    opener.current?.focus();
  };

  return (
    <div
      ref={place}
      class={`person-volume ${isOpen.value || volume < 100 ? "person-volume-shown" : ""}`}
      onKeyDown={closeOnEscape}
    >
      {isOpen.value && (
        <input
          type="range"
          class="range"
          min={0}
          max={100}
          step={5}
          value={volume}
          aria-label={words.loudness(name)}
          onInput={(event) => person.setVolume(event.currentTarget.valueAsNumber)}
        />
      )}
      <button
        ref={opener}
        type="button"
        class="button-sign"
        aria-label={words.volumeOf(name)}
        aria-expanded={ariaState(isOpen.value)}
        onClick={() => isOpen.value = !isOpen.peek()}
      >
        <Icon of={sign} size={18} />
      </button>
    </div>
  );
}
