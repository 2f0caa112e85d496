/** Where a page may be sent back to: our own paths alone. */

/** Nobody serves it, so whatever keeps this origin is a path of ours. */
const nowhere = "http://own.invalid";

/** Longer ones are nobody's bookmark. */
const maxLength = 500;

/**
 * `wanted` as a path of this very site, with its query and fragment, or `null` for anything else: another origin in
 * any spelling (`//x`, `/\\x`, `https:x`, with tabs in it), a path that is not absolute, the API.
 */
export function ownPath(wanted: string | null): string | null {
  if (wanted === null || wanted.length > maxLength) return null;
  // Printable ASCII without `\`, as our own pages write them: browsers drop tabs and line breaks, and take `\` for `/`.
  if (!/^\/(?!\/)[!-[\]-~]*$/.test(wanted)) return null;
  if (!URL.canParse(wanted, nowhere)) return null;
  const { origin, pathname, search, hash } = new URL(wanted, nowhere);
  // `/.//x` has become `//x`.
  if (origin !== nowhere || pathname.startsWith("//")) return null;
  if (pathname === "/api" || pathname.startsWith("/api/")) return null;
  return pathname + search + hash;
}
