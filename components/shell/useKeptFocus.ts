import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Where the focus may stand though nothing is pressed there: rows, titles, panels. */
const home = "[data-focus-home], [data-focus-first]";

/**
 * When what has the focus is taken off the page, the browser leaves the focus nowhere. Then it goes to the row beside,
 * else to the beginning of the part in which it was: never to a button, which somebody may be about to press again.
 */
export function useKeptFocus(place: RefObject<HTMLElement>): void {
  useEffect(() => {
    const root = place.current;
    if (!root) return;
    let last: EventTarget | null = null;
    const come = ({ target }: FocusEvent) => last = target;
    const go = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        // It was left, and is still there; what is gone tells in some browsers that it was left, too.
        if (last === target && target instanceof Node && target.isConnected) last = null;
      });
    const observer = new MutationObserver((records) => {
      const lost = last;
      if (!(lost instanceof Node) || lost.isConnected) return;
      last = null;
      const { activeElement } = document;
      if (activeElement && activeElement !== document.body) return;
      const record = records.find(({ removedNodes }) =>
        [...removedNodes].some((node) => node.contains(lost))
      );
      if (record) nearestHome(record, root)?.focus();
    });
    root.addEventListener("focusin", come);
    root.addEventListener("focusout", go);
    observer.observe(root, { childList: true, subtree: true });
    return () => {
      root.removeEventListener("focusin", come);
      root.removeEventListener("focusout", go);
      observer.disconnect();
    };
  }, []);
}

function nearestHome(record: MutationRecord, root: HTMLElement): HTMLElement | null {
  const { target, nextSibling, previousSibling } = record;
  for (const beside of [nextSibling, previousSibling]) {
    if (beside instanceof HTMLElement && beside.isConnected && beside.matches(home)) return beside;
  }
  let part = target instanceof HTMLElement && target.isConnected ? target : root;
  while (true) {
    const found = part.matches(home) ? part : part.querySelector<HTMLElement>(home);
    if (found || part === root || !part.parentElement) return found;
    part = part.parentElement;
  }
}
