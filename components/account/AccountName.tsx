import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { OwnAccount } from "../../lib/account/own_account.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";
import { servedText } from "../shell/served_text.ts";
import { type NameProblem, nameProblemOf } from "../space/name_problem.ts";
import { NameField } from "../space/NameField.tsx";
import { AccountTroubleLine } from "./AccountTroubleLine.tsx";

/** What the others call one. */
export function AccountName({ own }: { own: OwnAccount }) {
  const words = useOwnAccountWords();
  const { participantName } = own.account.peek();
  const name = useSignal(useMemo(() => servedText("account-name", participantName), []));
  const problem = useSignal<NameProblem | null>(null);
  /** Text typed since the last save is not saved. */
  const saved = useSignal("");
  const save = (event: Event) => {
    event.preventDefault();
    problem.value = nameProblemOf(name.peek());
    if (problem.peek()) document.getElementById("account-name")?.focus();
    else {
      const saving = name.peek();
      void own.rename(saving).then(() => saved.value = saving);
    }
  };
  return (
    <form class="account-part" onSubmit={save} novalidate>
      <div class="account-name">
        <NameField id="account-name" name={name} problem={problem} />
        <button type="submit" class="button">
          <span aria-live="polite">
            {own.isNameSaved.value && saved.value === name.value ? words.saved : words.save}
          </span>
        </button>
      </div>
      <AccountTroubleLine own={own} part="name" />
    </form>
  );
}
