import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** The gap between a panel and its opener, and between a panel and the window's edge. */
const gapPixels = 8;

/**
 * Whether `panel`, an element with the attribute `popover`, is open. While open it stands beside its `opener`, within the
 * window and above everything; a click beside it and Escape close it, and the focus returns.
 */
export function usePopover(
  opener: RefObject<HTMLElement>,
  panel: RefObject<HTMLElement>,
): ReadonlySignal<boolean> {
  const isOpen = useSignal(false);
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return;
    const follow = () => isOpen.value = element.matches(":popover-open");
    element.addEventListener("toggle", follow);
    return () => element.removeEventListener("toggle", follow);
  }, []);
  useLayoutEffect(() => {
    if (!isOpen.value) return;
    const place = () => placeBeside(opener.current, panel.current);
    place();
    const inside = panel.current?.querySelectorAll<HTMLElement>("button, input") ?? [];
    [...inside].find((element) => element.getClientRects().length > 0)?.focus();
    addEventListener("resize", place);
    // Its content may come later.
    const growth = new ResizeObserver(place);
    if (panel.current) growth.observe(panel.current);
    return () => {
      removeEventListener("resize", place);
      growth.disconnect();
    };
  }, [isOpen.value]);
  return isOpen;
}

/** Places the panel below the opener, aligned to its right edge; above it where the room below is too small. */
function placeBeside(opener: HTMLElement | null, panel: HTMLElement | null): void {
  if (!opener || !panel) return;
  const beside = opener.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = panel;
  const within = (value: number, size: number, room: number) =>
    Math.max(gapPixels, Math.min(value, room - size - gapPixels));
  const isRoomBelow = beside.bottom + gapPixels + offsetHeight <= innerHeight - gapPixels;
  const top = isRoomBelow ? beside.bottom + gapPixels : beside.top - gapPixels - offsetHeight;
  panel.style.left = `${within(beside.right - offsetWidth, offsetWidth, innerWidth)}px`;
  panel.style.top = `${within(top, offsetHeight, innerHeight)}px`;
}
