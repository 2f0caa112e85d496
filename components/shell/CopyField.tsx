import { useRef } from "preact/hooks";
import { CopyButton } from "./CopyButton.tsx";

interface CopyFieldProps {
  text: string;
  /** The text as shown, where it differs from the copied one. */
  shown?: string;
  /** The accessible name. */
  label: string;
  words: { readonly copy: string; readonly copied: string };
}

/** A read-only line of text, to copy by the button or by hand. */
export function CopyField({ text, shown = text, label, words }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <div class="copy-field">
      <input
        ref={field}
        class="field"
        readonly
        value={shown}
        aria-label={label}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton text={text} words={words} onRefused={() => field.current?.select()} />
    </div>
  );
}
