/**
 * Addresses of spaces (docs/decisions/013-addresses.md): typed text in any script, and its one canonical spelling, the
 * slug. Without zod, for pages that load little before joining.
 */

/** The longest slug, in characters (Unicode code points). */
export const slugMaxCharacters = 64;

/** The longest slug in UTF-8: LiveKit takes room names of 256 bytes, and ours begin with `space-`. */
export const slugMaxBytes = 250;

/** The longest typed address that is read, in code units. */
const typedMaxLength = 4_096;

/** Letters with their marks, and digits; marks that enclose them are left out. */
const words = /[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*/gu;

const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/** Slugs from before other scripts were allowed. A space stored under one keeps it. */
export const formerSlugPattern = /^[a-zA-Z0-9-]{1,64}$/;

/**
 * The canonical spelling of a space's name: its words in NFKC and lower case, joined by hyphens. Empty without a letter
 * or digit. Case variants give the same result: ß is ss, and ı and İ are i.
 */
export function canonicalSpelling(text: string): string {
  const joined = text.normalize("NFKC").replace(unseen, "").match(words)?.join("-") ?? "";
  // Lower, upper, lower: ẞ and ß both become ss, and a final sigma becomes the ordinary one.
  const lower = joined.toLowerCase().toUpperCase().toLowerCase().replaceAll("i\u0307", "i");
  return lower.normalize("NFKC");
}

/** The slug of a typed text; `null` where it has no letter or digit, or is too long. */
export function slugFrom(text: string): string | null {
  if (text.length > typedMaxLength) return null;
  const slug = canonicalSpelling(text);
  const isShort = [...slug].length <= slugMaxCharacters &&
    new TextEncoder().encode(slug).length <= slugMaxBytes;
  return slug !== "" && isShort ? slug : null;
}

/** True where a space can be stored under exactly this text. */
export function isSlug(text: string): boolean {
  return formerSlugPattern.test(text) || slugFrom(text) === text;
}

/** The path of a space's page, escaped. */
export function spacePage(slug: string, under: "" | "/settings" = ""): string {
  return `/space/${encodeURIComponent(slug)}${under}`;
}

/** A path segment, unescaped; `null` where it is escaped wrongly. */
export function decodeSegment(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
