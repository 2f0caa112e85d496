import type { ComponentChildren } from "preact";
import { useEffect, useId } from "preact/hooks";
import { useLiveKitMedia } from "../../lib/media/hooks/useLiveKitMedia.ts";
import {
  type BackgroundChoice,
  type BackgroundModel,
  backgroundPictures,
} from "../../lib/media/ports/background_types.ts";
import { pictureFiles } from "../../lib/media/processing/background_files.ts";
import { useBackgroundWords } from "../messages/joined_words.ts";
import { Icon } from "../shell/Icon.tsx";
import { Close, Plus, UserRound } from "../shell/icons.tsx";

/** What stands behind oneself: the room, blurred or not, a picture of ours, or one's own. */
export function BackgroundChoices() {
  const media = useLiveKitMedia();
  const words = useBackgroundWords();
  const background = media.background.value;
  useEffect(() => void media.loadBackground(), []);
  useEffect(() => void background?.loadOwnPicture(), [background]);
  if (!background) return null;
  const own = background.ownPicture.value;
  return (
    <fieldset class="backgrounds">
      <legend>{words.title}</legend>
      <div class="background-grid">
        {(["none", "blur-light", "blur-strong"] as const).map((choice) => (
          <Choice key={choice} choice={choice} background={background}>
            <span class={`background-${choice}`}>
              <Icon of={UserRound} size={28} />
            </span>
          </Choice>
        ))}
        {backgroundPictures.map((choice) => (
          <Choice key={choice} choice={choice} background={background}>
            <img src={pictureFiles[choice]} alt="" width="96" height="54" />
          </Choice>
        ))}
        {own && (
          <Choice choice="own" background={background}>
            <img src={own} alt="" width="96" height="54" />
          </Choice>
        )}
      </div>
      <OwnPicture background={background} />
      <State background={background} />
    </fieldset>
  );
}

interface ChoiceProps {
  choice: BackgroundChoice;
  background: BackgroundModel;
  /** The small picture. */
  children: ComponentChildren;
}

function Choice({ choice, background, children }: ChoiceProps) {
  const words = useBackgroundWords();
  return (
    <label class="background-choice">
      <input
        type="radio"
        class="visually-hidden"
        name="background"
        value={choice}
        checked={background.choice.value === choice}
        onChange={() => background.choose(choice)}
      />
      <span class="background-thumb">{children}</span>
      <span class="background-name">{words.choices[choice]}</span>
    </label>
  );
}

/** Adds, changes and removes one's own picture. */
function OwnPicture({ background }: { background: BackgroundModel }) {
  const words = useBackgroundWords();
  const id = useId();
  const hasOwn = background.ownPicture.value !== null;
  const problem = background.ownPictureProblem.value;
  const take = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    // The same file can be chosen again.
    input.value = "";
    if (file) await background.chooseOwnPicture(file);
  };
  return (
    <div class="background-own">
      <label class="button button-small background-file">
        <Icon of={Plus} size={18} />
        <span>{hasOwn ? words.change : words.add}</span>
        <input
          type="file"
          class="visually-hidden"
          accept="image/*"
          aria-describedby={id}
          onChange={(event) => void take(event.currentTarget)}
        />
      </label>
      {hasOwn && (
        <button
          type="button"
          class="button button-small button-quiet"
          onClick={() => void background.removeOwnPicture()}
        >
          <Icon of={Close} size={18} />
          <span>{words.remove}</span>
        </button>
      )}
      <p class="background-note" id={id}>{words.stays}</p>
      {problem && (
        <p class="background-note background-problem" role="alert">{words.problem[problem]}</p>
      )}
    </div>
  );
}

/** One line is kept for it, so that nothing moves when it speaks. */
function State({ background }: { background: BackgroundModel }) {
  const words = useBackgroundWords();
  const state = background.state.value;
  const text = state.status === "starting"
    ? words.starting
    : state.status === "failed"
    ? words.failed[state.reason]
    : state.status === "on" && (state.cost?.steps ?? 0) > 0
    ? words.reduced
    : "";
  return <p class="background-note background-state" role="status">{text}</p>;
}
