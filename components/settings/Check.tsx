interface CheckProps {
  label: string;
  /** A warning, such as *experimental*. */
  mark?: string;
  /** An explanation below the label: a calm one, and one that asks for attention. */
  hint?: string;
  note?: string;
  isChecked: boolean;
  onToggle(): void;
}

/** A check box for one option. */
export function Check({ label, mark, hint, note, isChecked, onToggle }: CheckProps) {
  return (
    <label class="check">
      <span class="check-words">
        {label}
        {mark && <span class="mark mark-attention">{mark}</span>}
        {hint && <span class="check-hint">{hint}</span>}
        {note && <span class="check-note">{note}</span>}
      </span>
      <input type="checkbox" role="switch" checked={isChecked} onChange={onToggle} />
    </label>
  );
}
