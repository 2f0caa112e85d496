/** The words of the call for what the server renders, in both languages: no island may import them. */
import { type CallWords, enCall } from "./en_call.ts";
import { koCall } from "./ko_call.ts";
import type { Locale } from "./locale.ts";

const catalogues: Record<Locale, CallWords> = { en: enCall, ko: koCall };

/** The words of the call in one language. */
export function callWordsOf(locale: Locale): CallWords {
  return catalogues[locale];
}
