import type { Signal } from "@preact/signals";
import { useAccountWords } from "../messages/account_words.ts";

interface CodeFieldProps {
  code: Signal<string>;
  isMissing: Signal<boolean>;
}

/** A recovery code, as it was written down. */
export function CodeField({ code, isMissing }: CodeFieldProps) {
  const words = useAccountWords().signIn;
  return (
    <div class="name-field">
      <label for="recovery-code">{words.code}</label>
      <input
        id="recovery-code"
        class="field code-field"
        value={code.value}
        placeholder="0000-0000-0000-0000"
        maxlength={64}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        enterkeyhint="go"
        aria-invalid={isMissing.value ? "true" : undefined}
        aria-describedby="recovery-code-problem"
        onInput={(event) => {
          code.value = event.currentTarget.value;
          isMissing.value = false;
        }}
      />
      <p id="recovery-code-problem" class="field-problem" role="alert">
        {isMissing.value && words.codeMissing}
      </p>
    </div>
  );
}
