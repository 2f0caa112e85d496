import { layoutChoices } from "../../lib/media/call/layout.ts";
import { useLayout } from "../../lib/media/hooks/useLayout.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { Icon } from "../shell/Icon.tsx";
import { layoutSigns } from "./stage_icons.ts";

/** How one looks at the call. What is chosen shows at once, behind the menu. */
export function LayoutChoices() {
  const words = useCallWords().layout;
  const layout = useLayout();
  return (
    <>
      <div class="layout-choices" role="group" aria-label={words.title}>
        {layoutChoices.map((choice) => (
          <button
            key={choice}
            type="button"
            class="layout-choice"
            aria-pressed={ariaState(layout.choice.value === choice)}
            onClick={() => layout.choose(choice)}
          >
            <Icon of={layoutSigns[choice]} size={26} />
            <span>{words.choices[choice]}</span>
          </button>
        ))}
      </div>
      <label class="panel-item panel-check">
        <input
          type="checkbox"
          checked={layout.isOwnPictureHidden.value}
          onChange={({ currentTarget }) => layout.setOwnPictureHidden(currentTarget.checked)}
        />
        <span>{words.hideOwn}</span>
      </label>
      <label class="panel-item panel-check">
        <input
          type="checkbox"
          checked={layout.isFitted.value}
          onChange={({ currentTarget }) => layout.setFitted(currentTarget.checked)}
        />
        <span>{words.fit}</span>
      </label>
    </>
  );
}
