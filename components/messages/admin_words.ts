/** The words of the operator's page, in the language of the island. */
import { useContext } from "preact/hooks";
import { type AdminWords, enAdmin } from "./en_admin.ts";
import { koAdmin } from "./ko_admin.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, AdminWords> = { en: enAdmin, ko: koAdmin };

/** These words in one language. */
export function adminWordsOf(locale: Locale): AdminWords {
  return catalogues[locale];
}

/** These words, for the component's page. */
export function useAdminWords(): AdminWords {
  return adminWordsOf(useContext(LocaleContext));
}
