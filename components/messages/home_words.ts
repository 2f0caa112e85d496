/** The words of the home page, in the language of the island. Not among those of other pages. */
import { useContext } from "preact/hooks";
import { enHome, type HomeWords } from "./en_home.ts";
import { koHome } from "./ko_home.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, HomeWords> = { en: enHome, ko: koHome };

/** These words in one language. */
export function homeWordsOf(locale: Locale): HomeWords {
  return catalogues[locale];
}

/** These words, for the component's page. */
export function useHomeWords(): HomeWords {
  return homeWordsOf(useContext(LocaleContext));
}
