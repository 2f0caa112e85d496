/**
 * Whether single-key shortcuts are on. They can be turned off (WCAG 2.2, 2.1.4), because dictation or a typing stick
 * presses such keys by accident. Kept in this browser.
 */

const storageKey = "madang.shortcuts";

/** True, unless they were turned off in this browser. */
export function areShortcutsOn(storage: Pick<Storage, "getItem"> | null): boolean {
  try {
    return storage?.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
}

/** Stores the choice; where storage is full or forbidden, it lasts as long as the page. */
export function rememberShortcuts(isOn: boolean, storage: Pick<Storage, "setItem"> | null): void {
  try {
    storage?.setItem(storageKey, isOn ? "on" : "off");
  } catch {
    // Nothing is lost but a convenience.
  }
}
