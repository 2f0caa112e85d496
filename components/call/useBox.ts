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
      // Not `clientWidth`, which rounds up: tiles of half a pixel too many go to another row.
      const rect = measured.getBoundingClientRect();
      const [width, height] = [Math.floor(rect.width), Math.floor(rect.height)];
      if (width !== box.peek().width || height !== box.peek().height) box.value = { width, height };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return box;
}
