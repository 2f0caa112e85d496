import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ParticipantTracks, PlayableTrack } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { Picture } from "../shell/Picture.tsx";
import { FullScreenSign, ZoomIn, ZoomOut } from "./stage_signs.ts";
import { useFullScreen } from "./useFullScreen.ts";
import { useShortcuts } from "./useShortcuts.ts";
import { nextZoom, scrollAfterZoom, zooms } from "./zoom.ts";

interface SharedScreenProps {
  person: ParticipantTracks;
  screen: PlayableTrack;
  areKeysOn: ReadonlySignal<boolean>;
}

/** Another person's shared screen: fitted, zoomed, or in full screen. */
export function SharedScreen({ person, screen, areKeysOn }: SharedScreenProps) {
  const { call: words, settings } = useCallWords();
  const glass = useRef<HTMLDivElement>(null);
  const zoom = useSignal(1);
  const { isFull, toggle } = useFullScreen();
  useShortcuts({ f: toggle }, areKeysOn);

  const shownAt = useRef(1);
  useLayoutEffect(() => {
    const ratio = zoom.value / shownAt.current;
    shownAt.current = zoom.value;
    const window = glass.current;
    if (!window || ratio === 1) return;
    window.scrollTo(
      scrollAfterZoom(window.scrollLeft, window.clientWidth / 2, ratio),
      scrollAfterZoom(window.scrollTop, window.clientHeight / 2, ratio),
    );
  }, [zoom.value]);

  const isClose = zoom.value > 1;
  return (
    <figure
      class={`screen ${isFull.value ? "screen-full" : ""}`}
      aria-label={words.screenOf(person.displayName.value)}
    >
      <div
        ref={glass}
        class={`screen-glass ${isClose ? "screen-close" : ""}`}
        // By keys it is moved only while there is more of it than is seen.
        role={isClose ? "group" : undefined}
        aria-label={isClose ? words.screenClose : undefined}
        tabIndex={isClose ? 0 : undefined}
        onDblClick={toggle}
      >
        <div class="screen-picture" style={{ "--zoom": String(zoom.value) }}>
          <Picture key={screen.id} track={screen} isWhole />
        </div>
      </div>
      <figcaption class="chip" aria-hidden="true">
        <span class="chip-name">
          {person.isLocal ? words.yourScreen : words.screenOf(person.displayName.value)}
        </span>
      </figcaption>
      <div class="screen-tools" role="group" aria-label={words.screenTools}>
        <span class="screen-zoom" aria-live="polite">
          {isClose && settings.percent(zoom.value * 100)}
        </span>
        <button
          type="button"
          class="button button-round"
          aria-label={words.zoomOut}
          title={words.zoomOut}
          disabled={!isClose}
          onClick={() => zoom.value = nextZoom(zoom.peek(), -1)}
        >
          <Icon of={ZoomOut} />
        </button>
        <button
          type="button"
          class="button button-round"
          aria-label={words.zoomIn}
          title={words.zoomIn}
          disabled={zoom.value === zooms[zooms.length - 1]}
          onClick={() => zoom.value = nextZoom(zoom.peek(), 1)}
        >
          <Icon of={ZoomIn} />
        </button>
        <button
          type="button"
          class="button button-round"
          aria-label={words.fullScreen}
          title={`${words.fullScreen} (F)`}
          aria-pressed={ariaState(isFull.value)}
          aria-keyshortcuts="f"
          onClick={toggle}
        >
          <Icon of={FullScreenSign} />
        </button>
      </div>
    </figure>
  );
}
