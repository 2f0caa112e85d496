import { useRef } from "preact/hooks";
import { useCallWords } from "../messages/joined_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { usePopover } from "../shell/usePopover.ts";
import { MoreAction } from "./call_action_buttons.tsx";
import type { CallAction } from "./call_actions.ts";
import { LayoutChoices } from "./LayoutChoices.tsx";
import { MoreIcon } from "./icons.tsx";

/** What the bar has no room for. */
export function MoreMenu({ actions }: { actions: readonly CallAction[] }) {
  const words = useCallWords().call;
  const opener = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const isOpen = usePopover(opener, panel);
  return (
    <>
      <button
        ref={opener}
        type="button"
        class="control"
        popovertarget="more-menu"
        aria-expanded={ariaState(isOpen.value)}
        aria-controls="more-menu"
      >
        <span class="control-icon">
          <MoreIcon size={22} />
        </span>
        <span class="control-word">{words.more}</span>
      </button>
      <div ref={panel} id="more-menu" class="panel" popover="auto">
        {isOpen.value && (
          <>
            <LayoutChoices />
            <hr class="panel-line" />
            {actions.filter(({ place }) => place !== "bar").map((action) => (
              <MoreAction
                key={action.id}
                action={action}
                onDone={() => panel.current?.hidePopover()}
              />
            ))}
          </>
        )}
      </div>
    </>
  );
}
