import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

/**
 * True once the page's code runs: what only the browser knows is shown from then on, and not in the first render, which is the
 * server's.
 */
export function useHydrated(): ReadonlySignal<boolean> {
  const isHydrated = useSignal(false);
  useLayoutEffect(() => {
    isHydrated.value = true;
  }, []);
  return isHydrated;
}
