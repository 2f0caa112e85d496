import { spacePage } from "../../lib/contract/space_address.ts";
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { ArrowRight, DoorOpen, Plus } from "../shell/signs.tsx";
import { useMemo, useRef } from "preact/hooks";
import { useWords } from "../messages/words.ts";
import { Icon } from "../shell/Icon.tsx";
import { servedText } from "../shell/served_text.ts";
import { readSpaceEntry, spaceEntryMaxCharacters, type SpaceEntryProblem } from "./space_entry.ts";

interface SpacePickerProps {
  /** What was typed and refused, when the form was sent without JavaScript. */
  entered: string;
  problem: SpaceEntryProblem | null;
  visited: ReadonlySignal<readonly string[]>;
}

/** One question: which space? A plain form, so that it works before and without any code. */
export function SpacePicker({ entered, problem, visited }: SpacePickerProps) {
  const words = useWords().home;
  const trouble = useSignal(problem);
  const text = useSignal(useMemo(() => servedText("space", entered), []));
  const input = useRef<HTMLInputElement>(null);

  const check = (event: SubmitEvent) => {
    const wantsNew = event.submitter?.getAttribute("name") === "new";
    if (wantsNew) {
      // The form would send along what stands in the field, perhaps an invitation.
      event.preventDefault();
      return location.assign("/?new=1");
    }
    const entry = readSpaceEntry(text.peek());
    trouble.value = entry.problem;
    if (entry.problem === null && entry.fragment === "") return;
    event.preventDefault();
    if (entry.problem !== null) input.current?.focus();
    // An invitation: the form would tell its secret to the server, and lose it.
    else location.assign(spacePage(entry.slug) + entry.fragment);
  };

  return (
    <div class="picker">
      <form method="get" action="/" onSubmit={check} novalidate>
        <h1>
          <label for="space">{words.title}</label>
        </h1>
        <div class="picker-row">
          <input
            ref={input}
            id="space"
            name="space"
            class="field"
            value={text.value}
            placeholder={words.hint}
            maxlength={spaceEntryMaxCharacters}
            autocomplete="off"
            autocapitalize="off"
            enterkeyhint="go"
            aria-invalid={trouble.value ? "true" : undefined}
            aria-describedby="space-problem"
            onInput={(event) => {
              text.value = event.currentTarget.value;
              trouble.value = null;
            }}
          />
          <button type="submit" class="button button-main">
            <span>{words.open}</span>
            <Icon of={ArrowRight} />
          </button>
        </div>
        <p id="space-problem" class="field-problem" role="alert">
          {trouble.value && words.problem[trouble.value]}
        </p>
        <button type="submit" name="new" value="1" class="button button-quiet" formnovalidate>
          <Icon of={Plus} />
          <span>{words.make}</span>
        </button>
      </form>
      {visited.value.length > 0 && (
        <nav class="visited" aria-labelledby="visited-title">
          <h2 id="visited-title">{words.visited}</h2>
          <ul role="list">
            {visited.value.map((slug) => (
              <li key={slug}>
                <a class="visited-link" href={spacePage(slug)}>
                  <Icon of={DoorOpen} size={18} />
                  <span class="notranslate">{slug}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
