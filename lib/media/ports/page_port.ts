/** The page that the call lives in: seen or not, online again, leaving, and its timers. */
export interface PagePort {
  isVisible(): boolean;
  /** Each answers how to stop listening. */
  onVisible(listener: () => void): () => void;
  onHidden(listener: () => void): () => void;
  /** The browser says that there is a network again: a hint, which may never come. What there is, a request tells. */
  onOnline(listener: () => void): () => void;
  /** The page is being left: the last moment at which anything can be sent. */
  onLeave(listener: () => void): () => void;
  /** The page is back as it was, from the browser's back-forward cache. */
  onRestore(listener: () => void): () => void;
  /**
   * What stands after `#<name>=` in the URL; `null` where that is not there. This tab keeps it for the page, and puts it
   * back where a link or a sign-in led away and back without it, until it is dropped.
   */
  keptFragment(name: string): string | null;
  /** Out of the URL and of the tab, not to come back. */
  dropFragment(name: string): void;
  /** The fragment changed, as when a link to this very page is opened in its tab. */
  onFragment(listener: () => void): () => void;
  /** Calls `run` once after `ms`; the answered function cancels it. */
  after(ms: number, run: () => void): () => void;
  /** 0 ≤ n < 1, to spread retries. */
  random(): number;
}
