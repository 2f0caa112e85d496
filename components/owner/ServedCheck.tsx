import { useId } from "preact/hooks";

interface ServedCheckProps {
  label: string;
  note: string;
  isChecked: boolean;
  isReady: boolean;
  isBusy: boolean;
  onToggle(): void;
}

/** A switch that stands as the server says: a click asks, and the answer moves it. */
export function ServedCheck(
  { label, note, isChecked, isReady, isBusy, onToggle }: ServedCheckProps,
) {
  const id = useId();
  return (
    <label class="check">
      <span class="check-words">
        {label}
        <span class="check-note owner-note" id={id}>{note}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={isChecked}
        disabled={!isReady}
        aria-label={label}
        aria-describedby={id}
        aria-busy={isBusy}
        onClick={(event) => {
          event.preventDefault();
          onToggle();
        }}
      />
    </label>
  );
}
