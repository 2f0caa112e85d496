import { useEffect, useRef } from "preact/hooks";

/**
 * When one view takes the place of another, the focus goes to its first heading, as it would on a
 * new page; not when the page opens.
 */
export function useViewFocus(view: string): void {
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    document.querySelector<HTMLElement>("[data-focus-first]")?.focus();
  }, [view]);
}
