/** A refused stream is tried again after so long; one that broke the browser takes up by itself. */
const refollowMs = 60_000;

/**
 * Tells when the stream of events at `path` says that people came or went, or that who may enter changed, and when the
 * page is seen again, until the answered function is called. A page that nobody sees holds no stream.
 */
export function followChanges(path: string, changed: () => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const begin = () => {
    end();
    if (document.visibilityState !== "visible") return;
    const opened = new EventSource(path);
    source = opened;
    opened.onmessage = changed;
    opened.addEventListener("door", changed);
    opened.onerror = () => {
      if (opened.readyState === EventSource.CLOSED) timer = setTimeout(begin, refollowMs);
    };
  };
  const seen = () => {
    begin();
    if (source) changed();
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
