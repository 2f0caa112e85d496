import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ChatItem } from "../../lib/media/chat/chat_types.ts";
import { type MessageWindow, windowAtEnd, windowEarlier, windowLater } from "./message_window.ts";

/** This near to an edge counts as there. */
const edgePixels = 48;

/** What the list of messages needs to be scrolled. */
export interface MessageScroll {
  /** The messages on the page. */
  readonly shown: MessageWindow;
  /** The newest message is in view. */
  readonly isAtEnd: ReadonlySignal<boolean>;
  onScroll(): void;
  /** Shows more above, if there is more; false: there is not. */
  showEarlier(): boolean;
  toEnd(): void;
}

/**
 * Shows a window of the messages in `box`, which scrolls. At the end it follows new ones; else the message that is read stays
 * where it is, whatever comes above or below.
 */
export function useMessageScroll(
  box: RefObject<HTMLElement>,
  items: readonly ChatItem[],
): MessageScroll {
  /** The ids at the ends of the window; `null`: the window is at the end. */
  const ends = useSignal<{ readonly first: string; readonly last: string } | null>(null);
  const isAtEnd = useSignal(true);
  /** A message in view and its distance from the box's top, before the next rendering. */
  const kept = useRef<{ readonly id: string; readonly top: number } | null>(null);
  const size = useRef("");
  const shown = windowOf(items, ends.value);

  const move = (next: MessageWindow) => {
    if (next.from === shown.from && next.to === shown.to) return;
    keepPlace();
    ends.value = { first: items[next.from].id, last: items[next.to - 1].id };
  };
  const keepPlace = () => kept.current = firstInView(box.current);
  const toEnd = () => {
    ends.value = null;
    isAtEnd.value = true;
    queueMicrotask(() => scrollToEnd(box.current));
  };

  // While rendering, the old rows still stand.
  if (!isAtEnd.peek() && kept.current === null) keepPlace();
  useLayoutEffect(() => {
    if (isAtEnd.peek()) scrollToEnd(box.current);
    else restorePlace(box.current, kept.current);
    kept.current = null;
  }, [items, ends.value]);
  useEffect(() => {
    if (!box.current || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => isAtEnd.peek() && scrollToEnd(box.current));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  return {
    shown,
    isAtEnd,
    onScroll() {
      const element = box.current;
      if (!element) return;
      const { scrollTop, scrollHeight, clientHeight, clientWidth } = element;
      const isResized = size.current !== `${clientWidth} ${clientHeight}`;
      size.current = `${clientWidth} ${clientHeight}`;
      // Another size scrolls, too: that is no sign of the person's.
      if (isResized && isAtEnd.peek()) return scrollToEnd(element);
      const isLow = scrollHeight - scrollTop - clientHeight < edgePixels;
      const isWhole = shown.to === items.length;
      isAtEnd.value = isLow && isWhole;
      if (isAtEnd.peek()) ends.value = null;
      else if (isLow) move(windowLater(shown, items.length));
      else if (ends.peek() === null && items.length > 0) {
        // From here on new messages do not move the window.
        ends.value = { first: items[shown.from].id, last: items[shown.to - 1].id };
      }
      if (scrollTop < edgePixels && shown.from > 0) move(windowEarlier(shown));
    },
    showEarlier() {
      if (shown.from === 0) return false;
      move(windowEarlier(shown));
      return true;
    },
    toEnd,
  };
}

function windowOf(
  items: readonly ChatItem[],
  ends: { readonly first: string; readonly last: string } | null,
): MessageWindow {
  const from = ends ? items.findIndex(({ id }) => id === ends.first) : -1;
  const last = ends ? items.findLastIndex(({ id }) => id === ends.last) : -1;
  return from < 0 || last < from ? windowAtEnd(items.length) : { from, to: last + 1 };
}

function scrollToEnd(box: HTMLElement | null): void {
  if (box) box.scrollTop = box.scrollHeight;
}

function firstInView(box: HTMLElement | null) {
  if (!box) return null;
  const top = box.getBoundingClientRect().top;
  for (const row of box.querySelectorAll<HTMLElement>("[data-message]")) {
    const place = row.getBoundingClientRect();
    if (place.bottom > top) return { id: row.dataset.message ?? "", top: place.top - top };
  }
  return null;
}

function restorePlace(
  box: HTMLElement | null,
  kept: { readonly id: string; readonly top: number } | null,
): void {
  if (!box || !kept) return;
  const row = [...box.querySelectorAll<HTMLElement>("[data-message]")]
    .find(({ dataset }) => dataset.message === kept.id);
  if (!row) return;
  const top = row.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += top - kept.top;
}
