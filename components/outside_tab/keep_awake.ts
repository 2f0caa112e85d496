/** The parts of `document` that `keepAwake` uses. */
export type AwakePage = Pick<
  Document,
  "visibilityState" | "addEventListener" | "removeEventListener"
>;

/**
 * Keeps the screen on while the page is seen, until the returned function is called. A browser takes the lock back from a page
 * that is hidden (Screen Wake Lock, 8), and refuses it on a low battery: it is asked for whenever the page is seen again.
 */
export function keepAwake(
  wakeLock: Pick<WakeLock, "request"> | undefined,
  page: AwakePage,
): () => void {
  let isOver = false;
  let isAsking = false;
  let held: Pick<WakeLockSentinel, "released" | "release"> | null = null;
  const release = () => void held?.release().catch(() => {});
  const ask = async () => {
    if (isAsking || page.visibilityState !== "visible" || (held && !held.released)) return;
    isAsking = true;
    try {
      held = await wakeLock?.request("screen") ?? null;
      if (isOver) release();
    } catch {
      // Refused: the screen goes dark as it always does.
    }
    isAsking = false;
  };
  const look = () => void ask();
  page.addEventListener("visibilitychange", look);
  look();
  return () => {
    isOver = true;
    page.removeEventListener("visibilitychange", look);
    release();
  };
}
