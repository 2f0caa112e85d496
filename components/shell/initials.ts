const hangulName = /^[\uAC00-\uD7A3]{2,4}$/;
const wide = /^[\u3040-\u30FF\u4E00-\u9FFF\uAC00-\uD7A3]/;

/** A Latin letter, digit or sign that no mark can follow. */
const plain = /^[\u0020-\u02FF](?![\u0300-\uFFFF])/;

/** The first grapheme: an emoji, or a letter with its marks, counts as one. */
function firstCharacter(text: string): string {
  // The first `Intl.Segmenter` of a page costs 12 ms of its hydration: few names need it.
  if (text === "" || plain.test(text)) return text.slice(0, 1);
  for (const part of new Intl.Segmenter().segment(text)) return part.segment;
  return "";
}

/**
 * The initials of a person: the given name of a Korean name of two to four syllables, the first character in other wide
 * scripts, else the first letters of the first and the last word.
 */
export function initialsOf(name: string): string {
  const trimmed = name.trim();
  const first = trimmed.split(/\s+/)[0];
  if (hangulName.test(first)) return first.slice(-2);
  if (wide.test(trimmed)) return firstCharacter(trimmed);
  // The number of a namesake, as in "Kim (2)", does not belong to the name.
  const words = trimmed.split(/\s+/).filter((word) => !/^\(\d+\)$/.test(word));
  if (words.length === 0) return firstCharacter(trimmed);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]];
  return ends.map((word) => firstCharacter(word).toLocaleUpperCase()).join("");
}

/** The number of a tint below `count`, always the same for the same seat or name. */
export function tintOf(key: string, count = 5): number {
  let sum = 0;
  for (const character of key) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % count;
}
