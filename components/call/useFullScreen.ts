import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

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

  const leave = () => {
    isFull.value = false;
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
  };
  const toggle = () => {
    if (isFull.peek()) return leave();
    isFull.value = true;
    document.documentElement.requestFullscreen?.().catch(() => {});
  };

  useEffect(() => {
    // The browser's Escape, or a gesture of the system: nobody asks us. Or it came when it was not wanted any more.
    const follow = () => {
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
