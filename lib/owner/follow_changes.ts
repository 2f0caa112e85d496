import { followEvents } from "../api/ApiClient.ts";

/** Pause before a refused stream is tried again; a broken one is reopened by the browser. */
const refollowMs = 60_000;

/**
 * Calls `changed` when the event stream at `path` reports a change of presence or of who may enter, and when the page
 * becomes visible again, until the returned function is called. A hidden page holds no stream.
 */
export function followChanges(path: string, changed: () => void): () => void {
  let stop: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(timer);
    stop?.();
    stop = null;
  };
  const begin = () => {
    end();
    if (document.visibilityState !== "visible") return;
    stop = followEvents(path, { message: changed, door: changed }, (state) => {
      if (state === "over") timer = setTimeout(begin, refollowMs);
    });
  };
  const seen = () => {
    begin();
    if (stop) changed();
  };
  const restored = (event: Event) => {
    if (event instanceof PageTransitionEvent && event.persisted) seen();
  };
  begin();
  document.addEventListener("visibilitychange", seen);
  globalThis.addEventListener("online", seen);
  globalThis.addEventListener("pagehide", end);
  globalThis.addEventListener("pageshow", restored);
  return () => {
    end();
    document.removeEventListener("visibilitychange", seen);
    globalThis.removeEventListener("online", seen);
    globalThis.removeEventListener("pagehide", end);
    globalThis.removeEventListener("pageshow", restored);
  };
}
