/** The spaces that this browser entered lately, newest first; kept in its own storage only. */
import { canonicalSpelling, isSlug } from "../../lib/contract/space_address.ts";

const storageKey = "madang.visited";
const mostRemembered = 6;

/** Slugs, newest first; whatever else is stored there counts as none. */
export function visitedSpaces(storage: Pick<Storage, "getItem"> | null): string[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(storageKey) ?? "[]");
    return Array.isArray(stored) && stored.every(isKept) ? stored.slice(0, mostRemembered) : [];
  } catch {
    return [];
  }
}

/** Puts `slug` first, in place of other spellings of it. A full or forbidden storage is no reason to disturb anybody. */
export function rememberSpace(
  storage: Pick<Storage, "getItem" | "setItem"> | null,
  slug: string,
): void {
  const others = visitedSpaces(storage).filter((visited) =>
    canonicalSpelling(visited) !== canonicalSpelling(slug)
  );
  try {
    storage?.setItem(storageKey, JSON.stringify([slug, ...others].slice(0, mostRemembered)));
  } catch {
    // Nothing is lost but a convenience.
  }
}

function isKept(value: unknown): value is string {
  return typeof value === "string" && isSlug(value);
}
