import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { type RowWindow, rowWindow } from "./row_window.ts";

/** The window of a list of rows of one height, and that height in pixels; 0 before a row was measured. */
export interface RowsInView {
  readonly window: ReadonlySignal<RowWindow>;
  readonly rowHeight: ReadonlySignal<number>;
}

/** Follows the nearest scrolling box of `list`, whose children are its rows. */
export function useRowWindow(
  list: RefObject<HTMLElement>,
  count: ReadonlySignal<number>,
): RowsInView {
  const scrolled = useSignal({ top: 0, height: 0 });
  const rowHeight = useSignal(0);
  const window = useComputed(() =>
    rowWindow({ count: count.value, rowHeight: rowHeight.value, ...scrolled.value })
  );
  useLayoutEffect(() => {
    const element = list.current;
    const box = element?.closest<HTMLElement>("[data-scrolls]");
    if (!element || !box) return;
    const measure = () => {
      rowHeight.value = element.querySelector<HTMLElement>("li")?.offsetHeight ?? 0;
      const above = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
      scrolled.value = { top: Math.max(0, -above), height: box.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    box.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", measure);
    };
  }, []);
  return { window, rowHeight };
}
