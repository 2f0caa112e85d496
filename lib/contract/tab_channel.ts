/** What the tabs of one browser tell each other. */

/** A channel to the other tabs; `null` where all site data is blocked, at which Firefox throws. */
export function openTabChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
