/** The words of those who look after a space, in the language of the island. */
import { useContext } from "preact/hooks";
import { enSpace, type SpaceWords } from "./en_space.ts";
import { koSpace } from "./ko_space.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, SpaceWords> = { en: enSpace, ko: koSpace };

/** These words in one language. */
export function spaceWordsOf(locale: Locale): SpaceWords {
  return catalogues[locale];
}

/** These words, for the component's call. */
export function useSpaceWords(): SpaceWords {
  return spaceWordsOf(useContext(LocaleContext));
}
