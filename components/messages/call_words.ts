/** The words of the call and the settings, in the language of the island. */
import { useContext } from "preact/hooks";
import { type CallWords, enCall } from "./en_call.ts";
import { koCall } from "./ko_call.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, CallWords> = { en: enCall, ko: koCall };

/** The words of the call in one language. */
export function callWordsOf(locale: Locale): CallWords {
  return catalogues[locale];
}

/** The words of the call that the component stands in. */
export function useCallWords(): CallWords {
  return callWordsOf(useContext(LocaleContext));
}
