/** The fields of a keyboard event that are read. */
export type PressedKey = Pick<
  KeyboardEvent,
  "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "isComposing"
>;

/** One character that a Latin keyboard has printed on a key. */
const writtenSign = /^(\p{Script=Latin}|[!-~])$/u;

/**
 * The character printed on a key, letters in lower case. Where the layout types another script ("ㅡ" on a Korean
 * keyboard), or an input method hides the character ("Process"), the one that an English keyboard has in that place.
 */
export function signOf({ key, code, shiftKey }: PressedKey): string {
  if (writtenSign.test(key)) return key.toLowerCase();
  if (code.startsWith("Key")) return code.slice("Key".length).toLowerCase();
  return code === "Slash" && shiftKey ? "?" : key;
}

/** Whether Control, Command or Alt makes the key part of a combination. */
export function hasModifier({ ctrlKey, metaKey, altKey }: PressedKey): boolean {
  return ctrlKey || metaKey || altKey;
}

/**
 * The name of a shortcut: a lower-case letter, or the character itself; `null` for a key that repeats, is part of a
 * combination, or is being composed into a syllable.
 */
export function shortcutOf(press: PressedKey): string | null {
  if (press.repeat || press.isComposing || press.key === "Dead" || hasModifier(press)) return null;
  const sign = signOf(press);
  return press.shiftKey && sign !== "?" && sign !== "+" ? null : sign;
}
