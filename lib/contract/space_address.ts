/**
 * Addresses of spaces (docs/decisions/013-addresses.md): what people type, in any script, and the one spelling that all of
 * it leads to. Without zod, for pages that load little before joining.
 */

/** The longest slug, in characters (Unicode code points). */
export const slugMaxCharacters = 64;

/** And in UTF-8: LiveKit takes room names of 256 bytes, and ours begin with `space-`. */
export const slugMaxBytes = 250;

/** What anybody types as an address is shorter, in code units. */
const typedMaxLength = 4_096;

/** Letters with their marks, and digits. Rings and boxes around them are no spelling. */
const words = /[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*/gu;

const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/** As addresses were before they took other scripts. A space that somebody made under one of these keeps it. */
export const formerSlugPattern = /^[a-zA-Z0-9-]{1,64}$/;

/**
 * The one spelling of a space's name, however it was typed: its words in NFKC and lower case, one hyphen between them. Empty
 * where there is no letter and no digit. The same for what the shift key makes of a text: ß is ss, and ı and İ are i.
 */
export function canonicalSpelling(text: string): string {
  const joined = text.normalize("NFKC").replace(unseen, "").match(words)?.join("-") ?? "";
  // Lower, upper, lower: ẞ and ß both end at ss; a sigma at the end of a word is one, whatever it was.
  const lower = joined.toLowerCase().toUpperCase().toLowerCase().replaceAll("i\u0307", "i");
  return lower.normalize("NFKC");
}

/** The slug that a text leads to; `null` where it has no letter and no digit, or is too long. */
export function slugFrom(text: string): string | null {
  if (text.length > typedMaxLength) return null;
  const slug = canonicalSpelling(text);
  const isShort = [...slug].length <= slugMaxCharacters &&
    new TextEncoder().encode(slug).length <= slugMaxBytes;
  return slug !== "" && isShort ? slug : null;
}

/** Whether a space can be stored under this very spelling. */
export function isSlug(text: string): boolean {
  return formerSlugPattern.test(text) || slugFrom(text) === text;
}

/** The address of a space's page, as links and headers carry it. */
export function spacePage(slug: string, under: "" | "/settings" = ""): string {
  return `/space/${encodeURIComponent(slug)}${under}`;
}

/** What stands in an address, read: `null` where it is escaped wrongly. */
export function decodeSegment(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
