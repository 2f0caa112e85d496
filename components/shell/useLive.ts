import { useEffect } from "preact/hooks";

/** The event that static/early.js waits for. */
const liveEvent = "madang.live";

/**
 * For an island: tells static/early.js that the page is live, so that it replays the person's early clicks, choices and
 * submits. The children's effects have run by then.
 */
export function useLive(): void {
  useEffect(() => {
    document.dispatchEvent(new Event(liveEvent));
  }, []);
}
