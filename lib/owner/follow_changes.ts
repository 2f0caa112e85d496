import { followEvents } from "../api/ApiClient.ts";

/** A refused stream is tried again after so long; one that broke the browser takes up by itself. */
const refollowMs = 60_000;

/**
 * Tells when the stream of events at `path` says that people came or went, or that who may enter changed, and when the
 * page is seen again, until the answered function is called. A page that nobody sees holds no stream.
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
