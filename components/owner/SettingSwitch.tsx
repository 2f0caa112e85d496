import { useId } from "preact/hooks";
import { useEdit } from "../shell/useEdit.ts";

interface SettingSwitchProps {
  label: string;
  note: string;
  isChecked: boolean;
  isBusy: boolean;
  onToggle(isChecked: boolean): Promise<unknown>;
}

/** A switch of what the server keeps. A click shows at once; what was refused goes back to what the server says. */
export function SettingSwitch(
  { label, note, isChecked, isBusy, onToggle }: SettingSwitchProps,
) {
  const id = useId();
  const edit = useEdit<boolean>();
  return (
    <label class="check">
      <span class="check-words">
        {label}
        <span class="check-note owner-note" id={id}>{note}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={edit.over(isChecked)}
        aria-label={label}
        aria-describedby={id}
        aria-busy={isBusy}
        onChange={({ currentTarget: { checked } }) => void edit.choose(checked, onToggle(checked))}
      />
    </label>
  );
}
