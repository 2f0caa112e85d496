import { type ReadonlySignal, useSignal } from "@preact/signals";
import { type RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Box } from "./tile_layout.ts";

/** The size of an element, measured before the first paint and whenever it changes. */
export function useBox(element: RefObject<HTMLElement>): ReadonlySignal<Box> {
  const box = useSignal<Box>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = measured;
      if (width !== box.peek().width || height !== box.peek().height) box.value = { width, height };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return box;
}
