import { useSignal } from "@preact/signals";
import { nameProblem, spaceNameMaxCharacters } from "../../lib/contract/name_rules.ts";
import type { SpaceRules } from "../../lib/owner/space_rules.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { useTextEdit } from "../shell/useEdit.ts";
import { SettingState } from "./SettingState.tsx";

/** The name of the space beside its address; empty: it goes by its address. */
export function NamePart({ rules, slug }: { rules: SpaceRules; slug: string }) {
  const words = useOwnerWords().rules;
  const kept = rules.name.value;
  const edit = useTextEdit("space-name", kept);
  const text = edit.over(kept);
  const isWrong = useSignal(false);
  const save = (event: Event) => {
    event.preventDefault();
    const wish = text.trim();
    isWrong.value = wish !== "" && nameProblem(wish, spaceNameMaxCharacters) !== null;
    if (isWrong.peek()) document.getElementById("space-name")?.focus();
    else void edit.save(rules.setName(wish));
  };
  return (
    <section class="account-part" aria-labelledby="space-name-title">
      <h2 id="space-name-title">{words.nameTitle}</h2>
      <form class="owner-row owner-name" onSubmit={save} novalidate>
        <span>
          <label for="space-name">{words.name}</label>
          <span class="owner-note" id="space-name-more">{words.nameMore}</span>
        </span>
        <span class="owner-row-field">
          <input
            id="space-name"
            class="field"
            autocomplete="off"
            placeholder={slug}
            value={text}
            aria-invalid={isWrong.value ? "true" : undefined}
            aria-describedby="space-name-more space-name-wrong"
            onInput={(event) => {
              edit.set(event.currentTarget.value);
              isWrong.value = false;
            }}
          />
          <button type="submit" class="button" aria-busy={rules.requests.pending.value.has("name")}>
            {words.rename}
          </button>
        </span>
        <p id="space-name-wrong" class="owner-wrong" role="alert">
          {isWrong.value && words.nameWrong(spaceNameMaxCharacters)}
        </p>
      </form>
      <SettingState rules={rules} name="name" />
    </section>
  );
}
