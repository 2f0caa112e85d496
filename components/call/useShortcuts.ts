import type { ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const typingTargets = "input, textarea, select, [contenteditable], [role=slider]";

/** What `useShortcuts` reads of a pressed key. */
export type PressedKey = Pick<
  KeyboardEvent,
  "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "isComposing"
>;

/**
 * The name of a shortcut: a small letter, or the sign itself; `null` for a key that is held, is
 * part of something longer, or is being composed into a syllable.
 */
export function shortcutOf(press: PressedKey): string | null {
  if (press.repeat || press.isComposing) return null;
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === "?") return "?";
  if (press.shiftKey) return null;
  // By place on the keyboard: a Korean layout answers "ㅡ" where an English one answers "m".
  return press.code.startsWith("Key") ? press.code.slice(3).toLowerCase() : press.key;
}

/**
 * Single keys that work anywhere in the call while they are on, but not while somebody types, holds
 * a modifier, or has a dialog open. `keys` must not change.
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
