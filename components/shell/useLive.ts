import { useEffect } from "preact/hooks";

/** Heard by static/early.js. */
const liveEvent = "madang.live";

/**
 * For an island: everything on it has begun, so that what a person clicked, chose and sent on the served page is carried
 * out. Its children's effects run before its own.
 */
export function useLive(): void {
  useEffect(() => {
    document.dispatchEvent(new Event(liveEvent));
  }, []);
}
