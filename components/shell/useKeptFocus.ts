import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Elements that may take the focus although they are no controls: rows, titles, panels. */
const home = "[data-focus-home], [data-focus-first]";

/**
 * Moves the focus when the focused element is removed, since the browser would leave it nowhere: to the next row, else to
 * the beginning of the same part. Never to a button, which the person might press by accident.
 */
export function useKeptFocus(place: RefObject<HTMLElement>): void {
  useEffect(() => {
    const root = place.current;
    if (!root) return;
    let last: EventTarget | null = null;
    const come = ({ target }: FocusEvent) => last = target;
    const go = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        // The focus moved on and the element is still there. In some browsers a removed element fires `focusout`, too.
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
