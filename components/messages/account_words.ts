/** The words of signing in and of the account in a call, in the language of the island. */
import { useContext } from "preact/hooks";
import { type AccountWords, enAccount } from "./en_account.ts";
import { koAccount } from "./ko_account.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

const catalogues: Record<Locale, AccountWords> = { en: enAccount, ko: koAccount };

/** The words of accounts in one language. */
export function accountWordsOf(locale: Locale): AccountWords {
  return catalogues[locale];
}

/** The words of accounts that the component stands in. */
export function useAccountWords(): AccountWords {
  return accountWordsOf(useContext(LocaleContext));
}
