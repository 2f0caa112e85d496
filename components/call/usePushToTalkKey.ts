import { useEffect } from "preact/hooks";
import type { PushToTalkModel } from "../../lib/media/ports/call_types.ts";
import { TalkKey } from "./talk_key.ts";

/** Elements in which keys type or choose. */
const typingTargets = "input, textarea, select, [contenteditable], [role=slider], dialog";
/** Elements that the space bar presses. */
const pressedBySpace = "button, a, summary, [role=button], [role=tab], [role=switch]";

/** Talks while the chosen key is held down, wherever in the call the key does nothing else. */
export function usePushToTalkKey(talk: PushToTalkModel): void {
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const key = new TalkKey(talk);
    // A clicked button keeps the focus: the space bar then means to talk, not to click once more. On a button reached by
    // the keyboard, the space bar presses the button.
    let clicked: Element | null = null;
    const isFree = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]")) return false;
      if (!(event.target instanceof Element)) return true;
      if (event.target.closest(typingTargets)) return false;
      const button = event.target.closest(pressedBySpace);
      return event.code !== "Space" || button === null || button === clicked;
    };
    addEventListener("pointerdown", ({ target }) => {
      clicked = target instanceof Element ? target.closest(pressedBySpace) : null;
    }, { signal });
    addEventListener("keydown", (event) => {
      if (!key.isMeant(event)) clicked = null;
      // Neither scrolls, with each repeat, nor presses what was clicked before.
      if (key.down(event, isFree(event))) event.preventDefault();
    }, { signal });
    addEventListener("keyup", (event) => {
      if (key.up(event)) event.preventDefault();
    }, { signal });
    // Another window, or the browser's menu, has the keys now: nobody would tell us of the key's going up.
    for (const type of ["blur", "contextmenu"]) {
      addEventListener(type, () => talk.release(), { signal });
    }
    return () => {
      listening.abort();
      talk.release();
    };
  }, [talk]);
}
