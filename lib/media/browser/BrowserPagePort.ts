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
    const value = partsOf(location.hash).get(name);
    if (value !== null) {
      withSessionStorage((storage) => storage.setItem(fragmentKey(name), location.hash));
      return value;
    }
    const kept = withSessionStorage((storage) => storage.getItem(fragmentKey(name))) ?? null;
    if (kept !== null && location.hash === "") setHash(kept);
    return partsOf(kept ?? "").get(name);
  }

  dropFragment(name: string): void {
    withSessionStorage((storage) => storage.removeItem(fragmentKey(name)));
    const parts = partsOf(location.hash);
    if (!parts.has(name)) return;
    parts.delete(name);
    setHash(`#${parts}`.replace(/^#$/, ""));
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

/** `#link=…&key=…` */
function partsOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.slice(1));
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
