/** The words of the background, in the language of the island. */
import { useContext } from "preact/hooks";
import { type BackgroundWords, enBackground } from "./en_background.ts";
import { koBackground } from "./ko_background.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

/** The words of the background, by language. */
export const backgroundWords: Record<Locale, BackgroundWords> = {
  en: enBackground,
  ko: koBackground,
};

/** The words of the background that the component stands in. */
export function useBackgroundWords(): BackgroundWords {
  return backgroundWords[useContext(LocaleContext)];
}
