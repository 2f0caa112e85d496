import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ParticipantTracks, PlayableTrack } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { Picture } from "../shell/Picture.tsx";
import { FullScreen, ZoomIn, ZoomOut } from "./stage_icons.ts";
import type { Place } from "./tile_layout.ts";
import { placeStyle } from "./place_style.ts";
import { useShortcuts } from "./useShortcuts.ts";
import { useZoom } from "./useZoom.ts";
import { largestZoom, nextZoom } from "./zoom.ts";

interface SharedScreenProps {
  person: ParticipantTracks;
  screen: PlayableTrack;
  place: Place;
  isFull: boolean;
  areKeysOn: ReadonlySignal<boolean>;
  onFull(): void;
}

/** The screen that somebody shows: whole, closer, or in full screen. */
export function SharedScreen(
  { person, screen, place, isFull, areKeysOn, onFull }: SharedScreenProps,
) {
  const { call: words } = useCallWords();
  const glass = useRef<HTMLDivElement>(null);
  const { zoom, zoomTo } = useZoom(glass);
  const step = (by: 1 | -1) => () => zoomTo(nextZoom(zoom.peek(), by));
  useShortcuts({ "+": step(1), "=": step(1), "-": step(-1), "0": () => zoomTo(1) }, areKeysOn);

  const isClose = zoom.value > 1;
  return (
    <figure
      class={`screen ${isFull ? "screen-full" : ""}`}
      style={placeStyle(place)}
      aria-label={words.screenOf(person.displayName.value)}
    >
      <div
        ref={glass}
        class={`screen-glass ${isClose ? "screen-close" : ""}`}
        // By keys it is moved only while there is more of it than is seen.
        role={isClose ? "group" : undefined}
        aria-label={isClose ? words.screenClose : undefined}
        tabIndex={isClose ? 0 : undefined}
        onDblClick={onFull}
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
          {isClose && words.percent(Math.round(zoom.value * 100))}
        </span>
        <button
          type="button"
          class="button button-round"
          aria-label={words.zoomOut}
          title={`${words.zoomOut} (−)`}
          aria-keyshortcuts="-"
          disabled={!isClose}
          onClick={step(-1)}
        >
          <Icon of={ZoomOut} />
        </button>
        <button
          type="button"
          class="button button-round"
          aria-label={words.zoomIn}
          title={`${words.zoomIn} (+)`}
          aria-keyshortcuts="+"
          disabled={zoom.value === largestZoom}
          onClick={step(1)}
        >
          <Icon of={ZoomIn} />
        </button>
        <button
          type="button"
          class="button button-round"
          aria-label={words.fullScreen}
          title={`${words.fullScreen} (F)`}
          aria-pressed={ariaState(isFull)}
          aria-keyshortcuts="f"
          onClick={onFull}
        >
          <Icon of={FullScreen} />
        </button>
      </div>
    </figure>
  );
}
