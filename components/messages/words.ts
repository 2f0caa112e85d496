/** The words of the page's language, for every component of the page. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en, type Words } from "./en.ts";
import { ko } from "./ko.ts";
import type { Locale } from "./locale.ts";

const catalogues: Record<Locale, Words> = { en, ko };

/** The words of one language. */
export function wordsOf(locale: Locale): Words {
  return catalogues[locale];
}

/** The language of one island: Preact's context does not cross from one island to another. */
export const LocaleContext = createContext<Locale>("en");

/** The words of the island that the component stands in. */
export function useWords(): Words {
  return wordsOf(useContext(LocaleContext));
}
