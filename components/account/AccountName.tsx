import { useSignal } from "@preact/signals";
import type { OwnAccount } from "../../lib/account/own_account.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";
import { type NameProblem, nameProblemOf } from "../space/name_problem.ts";
import { NameField } from "../space/NameField.tsx";
import { AccountTroubleLine } from "./AccountTroubleLine.tsx";

/** What the others call one. */
export function AccountName({ own, isReady }: { own: OwnAccount; isReady: boolean }) {
  const words = useOwnAccountWords();
  const name = useSignal(own.account.peek().participantName);
  const problem = useSignal<NameProblem | null>(null);
  const save = (event: Event) => {
    event.preventDefault();
    problem.value = nameProblemOf(name.peek());
    if (problem.peek()) document.getElementById("account-name")?.focus();
    else void own.rename(name.peek());
  };
  return (
    <form class="account-part" onSubmit={save} novalidate>
      <div class="account-name">
        <NameField id="account-name" name={name} problem={problem} />
        <button type="submit" class="button" disabled={!isReady}>
          <span aria-live="polite">{own.isNameSaved.value ? words.saved : words.save}</span>
        </button>
      </div>
      <AccountTroubleLine own={own} part="name" />
    </form>
  );
}
