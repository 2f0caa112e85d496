import { useLayoutEffect } from "preact/hooks";

/** The event that static/early.js waits for. */
const liveEvent = "madang.live";

/**
 * For an island: tells static/early.js that the page is live, so that it replays the person's early clicks, choices and
 * submits. It runs in the same task as the first render: a click works from here on, one frame before effects run.
 */
export function useLive(): void {
  useLayoutEffect(() => {
    document.dispatchEvent(new Event(liveEvent));
  }, []);
}
