import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** Full screen, on or off. */
export interface FullScreen {
  readonly isFull: ReadonlySignal<boolean>;
  toggle(): void;
}

/**
 * Puts the whole page in full screen, so that notices stay visible. Where the browser has no full screen (iPhones) or
 * refuses, the element fills the window. Ends when the component unmounts.
 */
export function useFullScreen(): FullScreen {
  const isFull = useSignal(false);
  /** Requests that the browser has not answered. Until then its events belong to an earlier state. */
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
    // The browser left full screen by itself (Escape, a gesture), or entered it after it was no longer wanted.
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
