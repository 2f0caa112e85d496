import { spacePage } from "../../lib/contract/space_address.ts";
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { ArrowRight, DoorOpen, Plus } from "../shell/icons.tsx";
import { useMemo, useRef } from "preact/hooks";
import { useHomeWords } from "../messages/home_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { servedText } from "../shell/served_text.ts";
import { readSpaceEntry, spaceEntryMaxCharacters, type SpaceEntryProblem } from "./space_entry.ts";
import type { VisitedSpace } from "./visited_spaces.ts";

interface SpacePickerProps {
  /** The slug of a space that nobody is in. */
  suggested: string;
  /** What was typed and refused, when the form was sent without JavaScript. */
  entered: string;
  problem: SpaceEntryProblem | null;
  visited: ReadonlySignal<readonly VisitedSpace[]>;
}

/** A new space, else one that there is. Plain forms, so that they work before and without any code. */
export function SpacePicker({ suggested, entered, problem, visited }: SpacePickerProps) {
  const words = useHomeWords();
  const trouble = useSignal(problem);
  const text = useSignal(useMemo(() => servedText("space", entered), []));
  const input = useRef<HTMLInputElement>(null);

  const check = (event: Event) => {
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
      <h1>{words.title}</h1>
      <form class="picker-new" method="get" action="/">
        <input type="hidden" name="space" value={suggested} />
        <button type="submit" class="button button-main button-large" aria-describedby="new-name">
          <Icon of={Plus} />
          <span>{words.make}</span>
        </button>
        <p id="new-name">
          {words.makeMore} <b class="notranslate">{suggested}</b>
        </p>
      </form>
      <form method="get" action="/" onSubmit={check} novalidate>
        <label for="space">{words.space}</label>
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
          <button type="submit" class="button">
            <span>{words.open}</span>
            <Icon of={ArrowRight} />
          </button>
        </div>
        <p id="space-problem" class="field-problem" role="alert">
          {trouble.value && words.problem[trouble.value]}
        </p>
      </form>
      {visited.value.length > 0 && (
        <nav class="visited" aria-labelledby="visited-title">
          <h2 id="visited-title">{words.visited}</h2>
          <ul role="list">
            {visited.value.map(({ slug, name }) => (
              <li key={slug}>
                <a class="visited-link" href={spacePage(slug)}>
                  <Icon of={DoorOpen} size={18} />
                  <span class="notranslate">{name ?? slug}</span>
                  {name && <span class="visited-slug notranslate">{slug}</span>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
