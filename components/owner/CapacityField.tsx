import { useSignal } from "@preact/signals";
import { maxSpaceCapacity } from "../../lib/contract/space.ts";
import type { SpaceRules } from "../../lib/owner/space_rules.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { useTextEdit } from "../shell/useEdit.ts";
import { wholeNumber } from "./whole_number.ts";

/** How many may be inside. */
export function CapacityField({ rules }: { rules: SpaceRules }) {
  const words = useOwnerWords().rules;
  const kept = String(rules.settings.value.capacity);
  const edit = useTextEdit("capacity", kept);
  const text = edit.over(kept);
  const isWrong = useSignal(false);
  const save = (event: Event) => {
    event.preventDefault();
    const wish = wholeNumber(text, maxSpaceCapacity);
    isWrong.value = wish === null;
    if (wish === null) document.getElementById("capacity")?.focus();
    else void edit.save(rules.set("capacity", wish));
  };
  return (
    <form class="owner-row" onSubmit={save} novalidate>
      <span>
        <label for="capacity">{words.capacity}</label>
        <span class="owner-note" id="capacity-more">{words.capacityMore}</span>
      </span>
      <span class="owner-row-field">
        <input
          id="capacity"
          class="field"
          inputmode="numeric"
          autocomplete="off"
          value={text}
          aria-invalid={isWrong.value ? "true" : undefined}
          aria-describedby="capacity-more capacity-wrong"
          onInput={(event) => {
            edit.set(event.currentTarget.value);
            isWrong.value = false;
          }}
        />
        <button
          type="submit"
          class="button"
          aria-busy={rules.requests.pending.value.has("capacity")}
        >
          {words.save}
        </button>
      </span>
      <p id="capacity-wrong" class="owner-wrong" role="alert">
        {isWrong.value && words.capacityWrong(maxSpaceCapacity)}
      </p>
    </form>
  );
}
