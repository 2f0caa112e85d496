/** What is read of a pressed key. */
export type PressedKey = Pick<
  KeyboardEvent,
  "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "isComposing"
>;

/** One sign that a keyboard for a Latin script has written on a key. */
const writtenSign = /^(\p{Script=Latin}|[!-~])$/u;

/**
 * What is written on a key: a small letter, or another sign. Where the layout writes another script ("ㅡ" on a Korean
 * keyboard), or an input method holds the sign back ("Process"), it is what an English keyboard has in that place.
 */
export function signOf({ key, code, shiftKey }: PressedKey): string {
  if (writtenSign.test(key)) return key.toLowerCase();
  if (code.startsWith("Key")) return code.slice("Key".length).toLowerCase();
  return code === "Slash" && shiftKey ? "?" : key;
}

/** A modifier that makes a key part of something longer. */
export function hasModifier({ ctrlKey, metaKey, altKey }: PressedKey): boolean {
  return ctrlKey || metaKey || altKey;
}

/**
 * The name of a shortcut: a small letter, or the sign itself; `null` for a key that is held, is
 * part of something longer, or is being composed into a syllable.
 */
export function shortcutOf(press: PressedKey): string | null {
  if (press.repeat || press.isComposing || press.key === "Dead" || hasModifier(press)) return null;
  const sign = signOf(press);
  return press.shiftKey && sign !== "?" && sign !== "+" ? null : sign;
}
