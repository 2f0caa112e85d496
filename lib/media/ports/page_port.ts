/** The page: its visibility, network, unloading, URL fragment and timers. */
export interface PagePort {
  isVisible(): boolean;
  /** This and each following `on…` returns how to stop listening. */
  onVisible(listener: () => void): () => void;
  onHidden(listener: () => void): () => void;
  /** The browser reports a network again. Only a hint: it may be wrong, or never come. */
  onOnline(listener: () => void): () => void;
  /** The page unloads: the last moment at which it can send. */
  onLeave(listener: () => void): () => void;
  /** The page was restored from the back-forward cache. */
  onRestore(listener: () => void): () => void;
  /**
   * The value of `<name>=` in the URL's fragment (`#link=…&key=…`), or `null`. The tab stores it for this page and restores it to the URL, for
   * instance after a sign-in elsewhere, until it is dropped.
   */
  keptFragment(name: string): string | null;
  /** Removes it from the URL and from the tab's storage. */
  dropFragment(name: string): void;
  /** The fragment changed, for instance by a link to this page that was opened in its tab. */
  onFragment(listener: () => void): () => void;
  /** Calls `run` once after `ms`; the returned function cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Whether the person asked this browser to save data. */
  savesData(): boolean;
  /** A random number, 0 ≤ n < 1, to spread retries. */
  random(): number;
}
