import type { PagePort } from "../page_port.ts";

/** A `PagePort` over `window` and `document`. */
export class BrowserPagePort implements PagePort {
  isVisible(): boolean {
    return document.visibilityState === "visible";
  }

  isOnline(): boolean {
    return navigator.onLine;
  }

  onVisible(listener: () => void): () => void {
    return listenTo(document, "visibilitychange", () => {
      if (this.isVisible()) listener();
    });
  }

  onHidden(listener: () => void): () => void {
    return listenTo(document, "visibilitychange", () => {
      if (!this.isVisible()) listener();
    });
  }

  onOnline(listener: () => void): () => void {
    return listenTo(globalThis, "online", listener);
  }

  onLeave(listener: () => void): () => void {
    return listenTo(globalThis, "pagehide", listener);
  }

  onRestore(listener: () => void): () => void {
    return listenTo(globalThis, "pageshow", (event) => {
      if (event instanceof PageTransitionEvent && event.persisted) listener();
    });
  }

  takeFragment(name: string): string | null {
    const { hash, pathname, search } = location;
    const start = `#${name}=`;
    if (!hash.startsWith(start)) return null;
    history.replaceState(history.state, "", pathname + search);
    return hash.slice(start.length);
  }

  onFragment(listener: () => void): () => void {
    return listenTo(globalThis, "hashchange", listener);
  }

  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  }

  random(): number {
    return Math.random();
  }
}

function listenTo(target: EventTarget, type: string, listener: (event: Event) => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
