/**
 * Whether single keys do anything. Some people speak to their browser, or type with a stick: for
 * them such keys must go (WCAG 2.2, 2.1.4). Kept in this browser.
 */

const storageKey = "madang.shortcuts";

/** On, unless it was switched off here. */
export function areShortcutsOn(storage: Pick<Storage, "getItem"> | null): boolean {
  try {
    return storage?.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
}

/** A full or forbidden storage forgets it with the page. */
export function rememberShortcuts(isOn: boolean, storage: Pick<Storage, "setItem"> | null): void {
  try {
    storage?.setItem(storageKey, isOn ? "on" : "off");
  } catch {
    // Nothing is lost but a convenience.
  }
}
