import { KeyRound } from "../shell/icons.tsx";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Passkey } from "../../lib/contract/account.ts";
import { useOwnAccountWords } from "../messages/own_account_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { useEdit } from "../shell/useEdit.ts";
import { nameProblemOf } from "../space/name_problem.ts";
import { DateText } from "./DateText.tsx";

interface PasskeyItemProps {
  passkey: Passkey;
  /** Answers whether it is done. */
  onLabel(label: string): Promise<boolean>;
  onRemove(): Promise<boolean>;
}

/** One passkey. Removing asks once more, in its place. */
export function PasskeyItem({ passkey, onLabel, onRemove }: PasskeyItemProps) {
  const words = useOwnAccountWords();
  const doing = useSignal<"naming" | "removing" | null>(null);
  const edit = useEdit<string>();
  const label = edit.over(passkey.label);
  const item = useRef<HTMLLIElement>(null);
  const wasDoing = useRef(false);

  useLayoutEffect(() => {
    // The focus goes where the hand goes on, and back to the first button when it is over.
    const isDoing = doing.value !== null;
    if (isDoing) item.current?.querySelector<HTMLElement>("input, .button-small")?.focus();
    else if (wasDoing.current) item.current?.querySelector("button")?.focus();
    wasDoing.current = isDoing;
  }, [doing.value]);

  const stop = () => {
    doing.value = null;
  };
  const save = async (event: Event) => {
    event.preventDefault();
    if (nameProblemOf(label) !== null) return;
    // What was typed since is not saved yet: the field stays open for it.
    if (await edit.save(onLabel(label)) && !edit.isOpen && doing.peek() === "naming") stop();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") stop();
  };

  return (
    <li
      class="account-item"
      ref={item}
      aria-label={passkey.label}
      tabIndex={-1}
      data-focus-home
      onKeyDown={keys}
    >
      <Icon of={KeyRound} />
      {doing.value === "naming"
        ? (
          <form class="account-item-form" onSubmit={(event) => void save(event)} novalidate>
            <input
              class="field"
              value={label}
              maxlength={50}
              aria-label={words.passkeyName}
              onInput={(event) => edit.set(event.currentTarget.value)}
            />
            <button type="submit" class="button button-small">{words.save}</button>
          </form>
        )
        : (
          <p class="account-item-text">
            <b>{passkey.label}</b>
            <span>
              {doing.value === "removing" ? words.removeAsk : (
                <>
                  {words.lastUsed} <DateText at={passkey.lastUsedAt} />
                </>
              )}
            </span>
          </p>
        )}
      {doing.value === "removing" && (
        <span class="account-item-buttons">
          <button type="button" class="button button-small" onClick={stop}>{words.keep}</button>
          <button
            type="button"
            class="button button-small button-danger"
            onClick={() =>
              void onRemove().then(() => {
                if (doing.peek() === "removing") stop();
              })}
          >
            {words.remove}
          </button>
        </span>
      )}
      {doing.value === null && (
        <span class="account-item-buttons">
          <button
            type="button"
            class="button button-small button-quiet"
            aria-label={words.renameOne(passkey.label)}
            onClick={() => {
              edit.drop();
              doing.value = "naming";
            }}
          >
            {words.rename}
          </button>
          <button
            type="button"
            class="button button-small button-quiet"
            aria-label={words.removeOne(passkey.label)}
            onClick={() => doing.value = "removing"}
          >
            {words.remove}
          </button>
        </span>
      )}
    </li>
  );
}
