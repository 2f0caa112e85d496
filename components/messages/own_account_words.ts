/** The words of the page of one's account, in the language of the island: /sign-in does without them. */
import { useContext } from "preact/hooks";
import { enOwnAccount, type OwnAccountWords } from "./en_own_account.ts";
import { koOwnAccount } from "./ko_own_account.ts";
import type { Locale } from "./locale.ts";
import { LocaleContext } from "./words.ts";

/** The words of that page, by language. */
export const ownAccountWords: Record<Locale, OwnAccountWords> = {
  en: enOwnAccount,
  ko: koOwnAccount,
};

/** The words of the account page that the component stands in. */
export function useOwnAccountWords(): OwnAccountWords {
  return ownAccountWords[useContext(LocaleContext)];
}
