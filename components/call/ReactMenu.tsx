import { useLayoutEffect, useRef } from "preact/hooks";
import { useReactions } from "../../lib/media/hooks/useReactions.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { usePopover } from "../shell/usePopover.ts";
import { reactMenuId } from "./react_menu_id.ts";
import { reactionEmoji } from "./reaction_emoji.ts";

/** The six reactions; stays open, since one may mean several. */
export function ReactMenu() {
  const words = useCallWords().react;
  const { choices, react } = useReactions();
  const opener = useRef<HTMLElement | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  usePopover(opener, panel);
  useLayoutEffect(() => {
    const find = () => {
      // On a narrow window the item of *More* is gone by now: the menu stands beside its button.
      const openers = document.querySelectorAll<HTMLElement>(
        `[aria-controls="${reactMenuId}"], [aria-controls="more-menu"]`,
      );
      opener.current = [...openers].find((one) => one.getClientRects().length > 0) ?? null;
    };
    panel.current?.addEventListener("beforetoggle", find);
    return () => panel.current?.removeEventListener("beforetoggle", find);
  }, []);
  return (
    <div
      ref={panel}
      id={reactMenuId}
      class="panel react-menu"
      popover="auto"
      role="group"
      aria-label={words.choose}
    >
      {choices.map((reaction) => (
        <button
          key={reaction}
          type="button"
          class="react-choice notranslate"
          aria-label={words.words[reaction]}
          title={words.words[reaction]}
          onClick={() => react(reaction)}
        >
          {reactionEmoji[reaction]}
        </button>
      ))}
    </div>
  );
}
