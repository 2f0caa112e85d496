import { useEdit } from "../shell/useEdit.ts";

interface ChoicesProps<Option extends string> {
  name: string;
  legend: string;
  options: readonly Option[];
  /** The word of each option, and a sentence on what it does. */
  words: Readonly<Record<Option, readonly string[]>>;
  chosen: Option;
  isBusy: boolean;
  onChoose(option: Option): Promise<unknown>;
}

/** One of a few, each with what it does. A click shows at once; what was refused goes back to what the server says. */
export function Choices<Option extends string>(props: ChoicesProps<Option>) {
  const { name, legend, options, words, isBusy } = props;
  const edit = useEdit<Option>();
  const chosen = edit.over(props.chosen);
  return (
    <fieldset class="choices owner-box" aria-busy={isBusy}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option} class="choice owner-choice">
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === chosen}
            aria-describedby={`${name}-${option}`}
            aria-label={words[option][0]}
            onChange={() => void edit.choose(option, props.onChoose(option))}
          />
          <span class="choice-name">{words[option][0]}</span>
          <span class="choice-more" id={`${name}-${option}`}>{words[option][1]}</span>
        </label>
      ))}
    </fieldset>
  );
}
