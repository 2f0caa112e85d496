/** The words of the connection test, in the language of the island. */
import { useContext } from "preact/hooks";
import { enTest, type TestWords } from "./en_test.ts";
import { koTest } from "./ko_test.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, TestWords> = { en: enTest, ko: koTest };

/** These words in one language. */
export function testWordsOf(locale: Locale): TestWords {
  return catalogues[locale];
}

/** These words, for the component's page. */
export function useTestWords(): TestWords {
  return testWordsOf(useContext(LocaleContext));
}
