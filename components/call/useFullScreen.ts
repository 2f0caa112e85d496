import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** Whether something takes the whole screen. */
export interface FullScreen {
  readonly isFull: ReadonlySignal<boolean>;
  toggle(): void;
}

/**
 * The page in full screen, so that what it says stays in sight; where a browser has none (iPhones), or refuses, all of
 * its window. Ends with whoever used it.
 */
export function useFullScreen(): FullScreen {
  const isFull = useSignal(false);
  /** Entries that the browser has not answered: until then its events are of what was before. */
  const entering = useRef(0);

  const leave = () => {
    isFull.value = false;
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
  };
  const toggle = () => {
    if (isFull.peek()) return leave();
    isFull.value = true;
    enter();
  };
  const enter = async () => {
    entering.current++;
    try {
      await document.documentElement.requestFullscreen?.();
      entering.current--;
      if (!isFull.peek()) leave();
    } catch {
      entering.current--;
    }
  };

  useEffect(() => {
    // The browser's Escape, or a gesture of the system: nobody asks us. Or it came when it was not wanted any more.
    const follow = () => {
      if (entering.current > 0) return;
      if (!document.fullscreenElement || !isFull.peek()) leave();
    };
    const press = ({ key }: KeyboardEvent) => {
      const isOurs = isFull.peek() && !document.querySelector("dialog[open]");
      if (key === "Escape" && isOurs) leave();
    };
    document.addEventListener("fullscreenchange", follow);
    addEventListener("keydown", press);
    return () => {
      document.removeEventListener("fullscreenchange", follow);
      removeEventListener("keydown", press);
      if (isFull.peek()) leave();
    };
  }, []);

  return { isFull, toggle };
}
