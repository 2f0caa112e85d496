import type { Signal } from "@preact/signals";
import { useWords } from "../messages/words.ts";
import type { NameProblem } from "./name_problem.ts";

interface NameFieldProps {
  id?: string;
  name: Signal<string>;
  problem: Signal<NameProblem | null>;
}

/** *Your name*. On a served page `name` begins as `servedText` of the same id. */
export function NameField({ id = "your-name", name, problem }: NameFieldProps) {
  const words = useWords().door;
  return (
    <div class="name-field">
      <label for={id}>{words.name}</label>
      <input
        id={id}
        class="field"
        value={name.value}
        placeholder={words.nameHint}
        autocomplete="nickname"
        autocapitalize="words"
        enterkeyhint="go"
        aria-invalid={problem.value ? "true" : undefined}
        aria-describedby={`${id}-problem`}
        onInput={(event) => {
          name.value = event.currentTarget.value;
          problem.value = null;
        }}
      />
      <p id={`${id}-problem`} class="field-problem" role="alert">
        {problem.value && words[problem.value]}
      </p>
    </div>
  );
}
