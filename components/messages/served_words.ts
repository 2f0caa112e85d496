/** The words of pages without code of their own, such as those that tell of an error: no island may import them. */
import { enServed, type ServedWords } from "./en_served.ts";
import { koServed } from "./ko_served.ts";
import type { Locale } from "./locale.ts";

const catalogues: Record<Locale, ServedWords> = { en: enServed, ko: koServed };

/** The words of such pages in one language. */
export function servedWordsOf(locale: Locale): ServedWords {
  return catalogues[locale];
}
