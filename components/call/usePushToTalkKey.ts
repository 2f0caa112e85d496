import { useEffect } from "preact/hooks";
import type { PushToTalkModel } from "../../lib/media/ports/call_types.ts";

/** Where keys write, or choose. */
const typingTargets = "input, textarea, select, [contenteditable], [role=slider], dialog";
/** What the space bar presses. */
const pressedBySpace = "button, a, summary, [role=button], [role=tab], [role=switch]";

/** Talks while the chosen key is held down, wherever in the call it does nothing else. */
export function usePushToTalkKey(talk: PushToTalkModel): void {
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // A button that was clicked keeps the focus. Who clicked means to talk by the space bar, and not
    // to click once more; who came by the keyboard means the button.
    let clicked: Element | null = null;
    const isKey = (event: KeyboardEvent) => event.code === talk.key.peek();
    const isFree = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
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
      if (!isKey(event)) clicked = null;
      else if (!event.repeat && isFree(event)) talk.press();
      // Neither scrolls, with each repeat, nor presses what was clicked before.
      if (isKey(event) && talk.isHeld.peek()) event.preventDefault();
    }, { signal });
    addEventListener("keyup", (event) => {
      if (!isKey(event) || !talk.isHeld.peek()) return;
      event.preventDefault();
      talk.release();
    }, { signal });
    // Another window has the keys now: nobody would tell us of the key's going up.
    addEventListener("blur", () => talk.release(), { signal });
    return () => listening.abort();
  }, [talk]);
}
