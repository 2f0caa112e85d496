/** The words of *Receive less* and *Something is wrong*, in the language of the island. */
import { useContext } from "preact/hooks";
import { enHelp, type HelpWords } from "./en_help.ts";
import { koHelp } from "./ko_help.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, HelpWords> = { en: enHelp, ko: koHelp };

/** These words in one language. */
export function helpWordsOf(locale: Locale): HelpWords {
  return catalogues[locale];
}

/** These words, for the component's call. */
export function useHelpWords(): HelpWords {
  return helpWordsOf(useContext(LocaleContext));
}
