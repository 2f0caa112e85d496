import type { AccountPart, OwnAccount } from "../../lib/account/own_account.ts";
import { useAccountWords } from "../messages/account_words.ts";
import { troubleWords } from "./account_trouble.ts";

/** Trouble, said beneath what it happened to. */
export function AccountTroubleLine({ own, part }: { own: OwnAccount; part: AccountPart }) {
  const words = useAccountWords().trouble;
  const trouble = own.trouble.value;
  return (
    <p class="account-trouble" role="alert">
      {trouble?.part === part && troubleWords(words, trouble.code)}
    </p>
  );
}
