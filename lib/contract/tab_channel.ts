/** Messages between the tabs of one browser. */

/** Opens a channel to the other tabs; `null` where all site data is blocked, since Firefox then throws. */
export function openTabChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
