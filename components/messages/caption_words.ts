/** The words of captions, in the language of the island. */
import { useContext } from "preact/hooks";
import { type CaptionWords, enCaptions } from "./en_captions.ts";
import { koCaptions } from "./ko_captions.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, CaptionWords> = { en: enCaptions, ko: koCaptions };

/** These words in one language. */
export function captionWordsOf(locale: Locale): CaptionWords {
  return catalogues[locale];
}

/** These words, for the component's call. */
export function useCaptionWords(): CaptionWords {
  return captionWordsOf(useContext(LocaleContext));
}
