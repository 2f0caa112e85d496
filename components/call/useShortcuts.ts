import type { ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { shortcutOf } from "./pressed_key.ts";

const typingTargets = "input, textarea, select, [contenteditable], [role=slider]";

/**
 * Listens for single-key shortcuts anywhere in the call while `areOn`, except while the person types, holds a modifier,
 * or has a dialog open. `keys` must not change.
 */
export function useShortcuts(
  keys: Readonly<Record<string, () => void>>,
  areOn: ReadonlySignal<boolean>,
): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!areOn.peek() || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (event.target instanceof Element && event.target.closest(typingTargets)) return;
      const shortcut = shortcutOf(event);
      if (shortcut === null || !Object.hasOwn(keys, shortcut)) return;
      event.preventDefault();
      keys[shortcut]();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
