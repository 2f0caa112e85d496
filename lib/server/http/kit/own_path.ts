/** The longest path that somebody is sent back to, in characters. */
export const ownPathMaxCharacters = 1_024;

/** Anything that a browser drops or turns into another sign when it reads an address. */
// deno-lint-ignore no-control-regex -- refusing them is the point
const unsafe = /[\u0000-\u0020\u007F-\u00A0\\\u2028\u2029]/;

/** What is no page: an endpoint, or a sign-in that would lead back to itself. */
const notAPage = /^\/(?:api|auth|sign-in)(?:[/?#]|$)/i;

/**
 * The path of a page of this site that `wanted` names, with its query and fragment; `/` for anything else: another
 * site in whatever spelling, control characters, backslashes, addresses that are no pages.
 */
export function ownPath(wanted: string | null): string {
  if (wanted === null || wanted.length > ownPathMaxCharacters) return "/";
  if (!/^\/(?!\/)/.test(wanted) || unsafe.test(wanted) || !wanted.isWellFormed()) return "/";
  const base = "http://own.invalid";
  if (!URL.canParse(wanted, base)) return "/";
  const { origin, pathname, search, hash } = new URL(wanted, base);
  // After `/.` and `/..` are resolved, a path may begin with two slashes: a browser takes that for a host.
  if (origin !== base || pathname.startsWith("//") || notAPage.test(pathname)) return "/";
  return pathname + search + hash;
}
