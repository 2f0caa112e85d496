import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";

/**
 * True once the page's code runs. A button that needs code is `disabled` until then, so that no
 * click is lost between the first paint and hydration.
 */
export function useHydrated(): ReadonlySignal<boolean> {
  const isHydrated = useSignal(false);
  useLayoutEffect(() => {
    isHydrated.value = true;
  }, []);
  return isHydrated;
}
