import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { SpeakerElsewhere } from "./SpeakerElsewhere.tsx";
import { ChevronLeft, ChevronRight } from "./signs.tsx";
import { Tile } from "./Tile.tsx";
import { layOutTiles, roomyRules } from "./tile_layout.ts";
import { useBox } from "./useBox.ts";

interface TilesProps {
  people: ReadonlySignal<readonly ParticipantTracks[]>;
  isMirrored: ReadonlySignal<boolean>;
  /** True while a shared screen takes the middle: the tiles line its edge. */
  isEdge: ReadonlySignal<boolean>;
}

const edgeRules = { ...roomyRules, smallestWidth: 96, smallestHeight: 72, narrowest: 1.2 };

/** The tiles of all people, in the best grid for their number and the box; on pages where they would be too small. */
export function Tiles({ people, isMirrored, isEdge }: TilesProps) {
  const words = useCallWords().call;
  const room = useRef<HTMLDivElement>(null);
  const box = useBox(room);
  const wantedPage = useSignal(0);
  const layout = useComputed(() =>
    layOutTiles(people.value.length, box.value, isEdge.value ? edgeRules : roomyRules)
  );
  const page = useComputed(() => Math.min(wantedPage.value, layout.value.pages - 1));

  const { perPage, pages, tileWidth, tileHeight } = layout.value;
  const shown = people.value.slice(page.value * perPage, (page.value + 1) * perPage);
  const turn = (by: number) =>
    wantedPage.value = Math.max(0, Math.min(page.peek() + by, pages - 1));

  return (
    <div class={`tiles ${isEdge.value ? "tiles-edge" : ""} ${pages > 1 ? "tiles-paged" : ""}`}>
      <div ref={room} class="tiles-room">
        <ul
          class="tiles-list"
          role="list"
          aria-label={words.participants}
          // With the tiles, not in an effect: that would come a frame later, and everybody would jump.
          style={{ "--tile-width": `${tileWidth}px`, "--tile-height": `${tileHeight}px` }}
        >
          {shown.map((person) => (
            <Tile key={person.seatId} person={person} isMirrored={isMirrored} />
          ))}
        </ul>
      </div>
      {pages > 1 && (
        <nav class="pages" aria-label={words.page(page.value + 1, pages)}>
          <button
            type="button"
            class="button button-round"
            aria-label={words.previousPage}
            disabled={page.value === 0}
            onClick={() => turn(-1)}
          >
            <Icon of={ChevronLeft} />
          </button>
          <span class="pages-middle">
            <span class="pages-number" aria-live="polite">
              {words.page(page.value + 1, pages)}
            </span>
            <SpeakerElsewhere
              people={people}
              layout={layout}
              page={page}
              onTurn={(to) =>
                wantedPage.value = to}
            />
          </span>
          <button
            type="button"
            class="button button-round"
            aria-label={words.nextPage}
            disabled={page.value === pages - 1}
            onClick={() => turn(1)}
          >
            <Icon of={ChevronRight} />
          </button>
        </nav>
      )}
    </div>
  );
}
