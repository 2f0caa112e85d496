import type { ReadonlySignal } from "@preact/signals";
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/**
 * The page in full screen while `isFull`, so that what it says stays in sight; where a browser has none (iPhones), or
 * refuses, all of its window. `onEnd` is called when the person leaves it by the browser's ways.
 */
export function useFullScreen(isFull: ReadonlySignal<boolean>, onEnd: () => void): void {
  /** Entries that the browser has not answered: until then its events are of what was before. */
  const entering = useRef(0);
  /** The browser is in full screen by us: an event of an earlier exit may still come. */
  const hasEntered = useRef(false);

  const leave = () => {
    hasEntered.current = false;
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
  };
  const enter = async () => {
    entering.current++;
    try {
      await document.documentElement.requestFullscreen?.();
      entering.current--;
      hasEntered.current = document.fullscreenElement !== null;
      if (!isFull.peek()) leave();
    } catch {
      entering.current--;
    }
  };

  useSignalEffect(() => {
    if (isFull.value) void enter();
    else if (entering.current === 0) leave();
  });

  useEffect(() => {
    // The browser left full screen by itself (Escape, a gesture), or entered it after it was no longer wanted.
    const follow = () => {
      if (entering.current > 0) return;
      if (document.fullscreenElement) {
        if (!isFull.peek()) leave();
      } else if (hasEntered.current) {
        hasEntered.current = false;
        onEnd();
      }
    };
    const press = ({ key }: KeyboardEvent) => {
      const isOurs = isFull.peek() && !document.querySelector("dialog[open], :popover-open");
      if (key === "Escape" && isOurs) onEnd();
    };
    document.addEventListener("fullscreenchange", follow);
    addEventListener("keydown", press);
    return () => {
      document.removeEventListener("fullscreenchange", follow);
      removeEventListener("keydown", press);
      leave();
    };
  }, []);
}
