import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

/**
 * True once the page's code runs. Until then a component renders as on the server, without what only the browser knows.
 */
export function useHydrated(): ReadonlySignal<boolean> {
  const isHydrated = useSignal(false);
  useLayoutEffect(() => {
    isHydrated.value = true;
  }, []);
  return isHydrated;
}
