interface ChoicesProps<Option extends string> {
  name: string;
  legend: string;
  options: readonly Option[];
  /** The word of each option, and a sentence on what it does. */
  words: Readonly<Record<Option, readonly string[]>>;
  chosen: Option;
  isReady: boolean;
  isBusy: boolean;
  onChoose(option: Option): void;
}

/** One of a few, each with what it does. What is chosen is what the server says, not what was clicked. */
export function Choices<Option extends string>(props: ChoicesProps<Option>) {
  const { name, legend, options, words, chosen, isReady, isBusy } = props;
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
            disabled={!isReady}
            aria-describedby={`${name}-${option}`}
            aria-label={words[option][0]}
            onClick={(event) => {
              if (option === chosen) return;
              event.preventDefault();
              props.onChoose(option);
            }}
          />
          <span class="choice-name">{words[option][0]}</span>
          <span class="choice-more" id={`${name}-${option}`}>{words[option][1]}</span>
        </label>
      ))}
    </fieldset>
  );
}
