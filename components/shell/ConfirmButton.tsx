import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

interface ConfirmButtonProps {
  word: string;
  /** The accessible name, where the visible word alone does not say whom it concerns. */
  label?: string;
  question: string;
  /** The word of the button that cancels. */
  keep: string;
  class?: string;
  isBusy: boolean;
  onYes(): void;
}

/** A button that asks for confirmation in its place, before something that cannot be undone. */
export function ConfirmButton(
  { word, label, question, keep, isBusy, onYes, ...rest }: ConfirmButtonProps,
) {
  const isAsking = useSignal(false);
  const wasAsking = useRef(false);
  const place = useRef<HTMLSpanElement>(null);

  useLayoutEffect(() => {
    // In the same task: a key that is pressed meanwhile would go to the former button.
    if (isAsking.value !== wasAsking.current) place.current?.querySelector("button")?.focus();
    wasAsking.current = isAsking.value;
  }, [isAsking.value]);

  const yes = () => {
    isAsking.value = false;
    onYes();
  };
  return (
    <span
      ref={place}
      class={isAsking.value ? "ask ask-open" : "ask"}
      role={isAsking.value ? "group" : undefined}
      aria-label={isAsking.value ? question : undefined}
      onKeyDown={(event) => {
        if (event.key === "Escape") isAsking.value = false;
      }}
    >
      {isAsking.value && <span class="ask-question">{question}</span>}
      {isAsking.value && (
        <button
          type="button"
          class="button button-small"
          onClick={() => isAsking.value = false}
        >
          {keep}
        </button>
      )}
      <button
        type="button"
        class={`button button-small ${isAsking.value ? "button-danger" : rest.class ?? ""}`}
        aria-label={label}
        aria-busy={isBusy}
        onClick={isAsking.value ? yes : () => isAsking.value = true}
      >
        {word}
      </button>
    </span>
  );
}
