/** The words of the quiet background and the original sound, in the language of the island. */
import { useContext } from "preact/hooks";
import { enSound, type SoundWords } from "./en_sound.ts";
import { koSound } from "./ko_sound.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, SoundWords> = { en: enSound, ko: koSound };

/** These words in one language. */
export function soundWordsOf(locale: Locale): SoundWords {
  return catalogues[locale];
}

/** These words, for the component's call. */
export function useSoundWords(): SoundWords {
  return soundWordsOf(useContext(LocaleContext));
}
