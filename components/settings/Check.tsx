interface CheckProps {
  label: string;
  /** A word of warning, such as *experimental*. */
  mark?: string;
  /** What there is to know about it. */
  note?: string;
  isChecked: boolean;
  onToggle(): void;
}

/** One option that is on or off. */
export function Check({ label, mark, note, isChecked, onToggle }: CheckProps) {
  return (
    <label class="check">
      <span class="check-words">
        {label}
        {mark && <span class="mark mark-attention">{mark}</span>}
        {note && <span class="check-note">{note}</span>}
      </span>
      <input type="checkbox" role="switch" checked={isChecked} onChange={onToggle} />
    </label>
  );
}
