/** The longest return path, in characters. */
export const ownPathMaxCharacters = 1_024;

/** Characters that a browser drops or replaces when it parses an address. */
// deno-lint-ignore no-control-regex -- refusing them is the point
const unsafe = /[\u0000-\u0020\u007F-\u00A0\\\u2028\u2029]/;

/** Paths to which a sign-in never returns: endpoints, and the sign-in itself. */
const notAPage = /^\/(?:api|auth|sign-in)(?:[/?#]|$)/i;

/**
 * `wanted`, normalized, if it is the path of one of our pages, with query and fragment; else `/`: for another site in
 * any spelling, control characters, backslashes, endpoints.
 */
export function ownPath(wanted: string | null): string {
  if (wanted === null || wanted.length > ownPathMaxCharacters) return "/";
  if (!/^\/(?!\/)/.test(wanted) || unsafe.test(wanted) || !wanted.isWellFormed()) return "/";
  const base = "http://own.invalid";
  if (!URL.canParse(wanted, base)) return "/";
  const { origin, pathname, search, hash } = new URL(wanted, base);
  // Once `/.` and `/..` are resolved, a path may begin with two slashes, which a browser reads as a host.
  if (origin !== base || pathname.startsWith("//") || notAPage.test(pathname)) return "/";
  return pathname + search + hash;
}
