import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Sets `isOpen` to false at a press outside `element`. */
export function useCloseOnOutsideClick(
  element: RefObject<HTMLElement>,
  isOpen: Signal<boolean>,
): void {
  useEffect(() => {
    const close = (event: PointerEvent) => {
      const isInside = event.target instanceof Node && element.current?.contains(event.target);
      if (isOpen.peek() && !isInside) isOpen.value = false;
    };
    addEventListener("pointerdown", close);
    return () => removeEventListener("pointerdown", close);
  }, []);
}
