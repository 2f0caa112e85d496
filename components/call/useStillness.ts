import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const signsOfLife = ["pointermove", "pointerdown", "keydown", "focusin", "wheel"] as const;

/** True after `milliseconds` without a touch, a movement, a key or a change of focus. */
export function useStillness(milliseconds: number): ReadonlySignal<boolean> {
  const isStill = useSignal(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastSign = 0;
    const rest = () => {
      const remaining = lastSign + milliseconds - performance.now();
      if (remaining <= 0) isStill.value = true;
      else timer = setTimeout(rest, remaining);
    };
    const wake = () => {
      lastSign = performance.now();
      if (!isStill.peek()) return;
      isStill.value = false;
      timer = setTimeout(rest, milliseconds);
    };
    lastSign = performance.now();
    timer = setTimeout(rest, milliseconds);
    for (const sign of signsOfLife) addEventListener(sign, wake, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of signsOfLife) removeEventListener(sign, wake);
    };
  }, [milliseconds]);
  return isStill;
}
