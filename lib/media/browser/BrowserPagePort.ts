import type { PagePort } from "../ports/page_port.ts";

/** A `PagePort` over `window` and `document`. */
export class BrowserPagePort implements PagePort {
  isVisible(): boolean {
    return document.visibilityState === "visible";
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

  keptFragment(name: string): string | null {
    const start = `#${name}=`;
    if (location.hash.startsWith(start)) {
      withSessionStorage((storage) => storage.setItem(fragmentKey(name), location.hash));
      return location.hash.slice(start.length);
    }
    const kept = withSessionStorage((storage) => storage.getItem(fragmentKey(name))) ?? null;
    if (kept !== null && location.hash === "") setHash(kept);
    return kept?.slice(start.length) ?? null;
  }

  dropFragment(name: string): void {
    withSessionStorage((storage) => storage.removeItem(fragmentKey(name)));
    if (location.hash.startsWith(`#${name}=`)) setHash("");
  }

  onFragment(listener: () => void): () => void {
    return listenTo(globalThis, "hashchange", listener);
  }

  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  }

  savesData(): boolean {
    // Chromium only, and unknown to TypeScript.
    return Reflect.get(navigator, "connection")?.saveData === true;
  }

  random(): number {
    return Math.random();
  }
}

function fragmentKey(name: string): string {
  return `madang.${name} ${location.pathname}`;
}

function setHash(hash: string): void {
  history.replaceState(history.state, "", location.pathname + location.search + hash);
}

/** Uses `sessionStorage`; `undefined` where it is forbidden. */
function withSessionStorage<Value>(use: (storage: Storage) => Value): Value | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

function listenTo(target: EventTarget, type: string, listener: (event: Event) => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
