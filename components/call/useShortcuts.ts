import { useEffect } from "preact/hooks";

const typingTargets = "input, textarea, select, [contenteditable], [role=slider], dialog";

/**
 * Single keys that work anywhere in the call, but not while somebody types, holds a modifier, or
 * has a dialog open. `keys` must not change.
 */
export function useShortcuts(keys: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(typingTargets)) return;
      if (document.querySelector("dialog[open]")) return;
      // By place on the keyboard too: a Korean layout answers "ㅡ" where an English one answers "m".
      const key = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
      keys[key]?.();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
