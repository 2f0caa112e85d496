/** The words of looking after a space, in the language of the island. */
import { useContext } from "preact/hooks";
import { enOwner, type OwnerWords } from "./en_owner.ts";
import { koOwner } from "./ko_owner.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, OwnerWords> = { en: enOwner, ko: koOwner };

/** The words of looking after a space in one language. */
export function ownerWordsOf(locale: Locale): OwnerWords {
  return catalogues[locale];
}

/** The words of looking after a space that the component stands in. */
export function useOwnerWords(): OwnerWords {
  return ownerWordsOf(useContext(LocaleContext));
}
