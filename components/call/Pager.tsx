import type { ComponentChildren } from "preact";
import { useCallWords } from "../messages/joined_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { placeStyle } from "./place_style.ts";
import { ChevronLeft, ChevronRight } from "./icons.tsx";
import type { Place } from "./tile_layout.ts";

interface PagerProps {
  /** From 0 on. */
  page: number;
  pages: number;
  place: Place;
  onTurn(page: number): void;
  /** Stands above the way back (`false`) or on (`true`). */
  aboveWay(isOn: boolean): ComponentChildren;
  /** In place of the number, where there is something to say. */
  children: ComponentChildren;
}

/** Turns the pages of the tiles. */
export function Pager({ page, pages, place, onTurn, aboveWay, children }: PagerProps) {
  const words = useCallWords().call;
  return (
    <nav class="pages" style={placeStyle(place)} aria-label={words.page(page + 1, pages)}>
      <span class="pages-way">
        <button
          type="button"
          class="button button-round"
          aria-label={words.previousPage}
          disabled={page === 0}
          onClick={() => onTurn(page - 1)}
        >
          <Icon of={ChevronLeft} />
        </button>
        {aboveWay(false)}
      </span>
      <span class="pages-middle">
        <span class="pages-number" aria-live="polite">{words.page(page + 1, pages)}</span>
        {children}
      </span>
      <span class="pages-way">
        <button
          type="button"
          class="button button-round"
          aria-label={words.nextPage}
          disabled={page === pages - 1}
          onClick={() => onTurn(page + 1)}
        >
          <Icon of={ChevronRight} />
        </button>
        {aboveWay(true)}
      </span>
    </nav>
  );
}
