import { useLayoutEffect, useRef } from "preact/hooks";
import type { CaptionLine } from "../../lib/media/call/caption_types.ts";
import { captionPlaces, captionSizes } from "../../lib/media/call/captions.ts";
import { useCaptions } from "../../lib/media/hooks/useCaptions.ts";
import { useCaptionWords } from "../messages/caption_words.ts";

/** So many lines stand under the tiles; beside them all that are kept can be scrolled to. */
const linesUnder = 3;

/** Tells everybody that captions are on, and shows them by choice, under the tiles or beside them. */
export function CaptionsRegion() {
  const words = useCaptionWords();
  const captions = useCaptions();
  const { isShown, place, size } = captions.choices.value;
  if (!captions.isOn.value) return null;
  const lines = captions.lines.value.slice(place === "under" ? -linesUnder : 0);
  return (
    <section
      class={`captions ${isShown ? `captions-${place} captions-${size}` : ""}`}
      aria-label={words.title}
    >
      <div class="captions-bar">
        <p role="status">{words.on}</p>
        {isShown && (
          <>
            <Choice
              label={words.place}
              values={captionPlaces}
              value={place}
              wordOf={(place) => words.places[place]}
              onChoose={(place) => captions.choose({ place })}
            />
            <Choice
              label={words.size}
              values={captionSizes}
              value={size}
              wordOf={(size) => words.sizes[size]}
              onChoose={(size) => captions.choose({ size })}
            />
          </>
        )}
        <button
          type="button"
          class="button button-small"
          onClick={() => captions.choose({ isShown: !isShown })}
        >
          {isShown ? words.hide : words.show}
        </button>
      </div>
      {isShown && <Lines lines={lines} title={words.title} none={words.none} />}
    </section>
  );
}

/** Lines that have ended are said by screen readers, politely; those that still change are not. */
function Lines(
  { lines, title, none }: { lines: readonly CaptionLine[]; title: string; none: string },
) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (place.current) place.current.scrollTop = place.current.scrollHeight;
  }, [lines]);
  return (
    // Scrolled by the keyboard too.
    <div ref={place} class="captions-lines" tabIndex={0} role="log" aria-label={title}>
      {lines.length === 0 && <p class="captions-none">{none}</p>}
      {lines.map(({ id, name, text, isFinal }) => (
        <p key={`${id} ${isFinal}`} aria-hidden={isFinal ? undefined : "true"}>
          <b class="notranslate">{name}</b> <span>{text}</span>
        </p>
      ))}
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  values: readonly Value[];
  value: Value;
  wordOf(value: Value): string;
  onChoose(value: Value): void;
}

function Choice<Value extends string>(
  { label, values, value, wordOf, onChoose }: ChoiceProps<Value>,
) {
  return (
    <select
      class="field"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => {
        const chosen = values.find((each) => each === currentTarget.value);
        if (chosen) onChoose(chosen);
      }}
    >
      {values.map((each) => <option key={each} value={each}>{wordOf(each)}</option>)}
    </select>
  );
}
