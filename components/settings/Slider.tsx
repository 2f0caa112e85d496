import type { ReadonlySignal } from "@preact/signals";
import { useCallWords } from "../messages/joined_words.ts";

interface SliderProps {
  id: string;
  label: string;
  /** 0–100 */
  value: ReadonlySignal<number>;
  onChange(value: number): void;
}

/** A slider for a volume, with its number beside it. */
export function Slider({ id, label, value, onChange }: SliderProps) {
  const words = useCallWords().call;
  return (
    <div class="setting">
      <label for={id}>
        <span>{label}</span>
        <output for={id} class="setting-value">{words.percent(value.value)}</output>
      </label>
      <input
        id={id}
        type="range"
        class="range"
        min={0}
        max={100}
        step={5}
        value={value.value}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
