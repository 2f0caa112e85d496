import type { OwnAccount } from "../../lib/account/own_account.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { AccountTroubleLine } from "./AccountTroubleLine.tsx";

/** The end of the account. Spaces go first, each by its owner's own decision. */
export function DeleteAccount(
  { own, ownsSpaces }: { own: OwnAccount; ownsSpaces: boolean },
) {
  const words = useOwnAccountWords();
  return (
    <section class="account-part" aria-labelledby="delete-title">
      <h2 id="delete-title" tabIndex={-1} data-focus-home>{words.deleteTitle}</h2>
      <p class="account-why">{words.deleteWhy}</p>
      {ownsSpaces ? <p class="account-why">{words.deleteSpacesFirst}</p> : (
        <ConfirmButton
          word={words.delete}
          question={words.deleteAsk}
          keep={words.keep}
          class="button-danger"
          isBusy={own.busyWith.value === "account"}
          onYes={() => void own.deleteAccount()}
        />
      )}
      <AccountTroubleLine own={own} part="account" />
    </section>
  );
}
