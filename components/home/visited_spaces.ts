/** The spaces that this browser entered lately, newest first; kept in its own storage only. */
import { canonicalSpelling, isSlug } from "../../lib/contract/space_address.ts";

const storageKey = "madang.visited";
/** The names of those spaces, by slug, beside the slugs: an older page reads these alone. */
const namesKey = "madang.visited.names";
const mostRemembered = 6;

/** A space, and its name of the last visit; absent: it goes by its slug. */
export interface VisitedSpace {
  readonly slug: string;
  readonly name?: string;
}

/** Newest first; whatever else is stored there counts as none. */
export function visitedSpaces(storage: Pick<Storage, "getItem"> | null): VisitedSpace[] {
  const stored = read(storage, storageKey);
  if (!Array.isArray(stored) || !stored.every(isKept)) return [];
  const names = namesIn(storage);
  return stored.slice(0, mostRemembered).map((slug) => {
    const name = names.get(slug);
    return name === undefined ? { slug } : { slug, name };
  });
}

/**
 * Puts `slug` first, in place of other spellings of it. A full or forbidden storage is no reason to disturb anybody.
 *
 * @param name Its name; the slug itself where it has none.
 */
export function rememberSpace(
  storage: Pick<Storage, "getItem" | "setItem"> | null,
  slug: string,
  name: string,
): void {
  const others = visitedSpaces(storage).filter((visited) =>
    canonicalSpelling(visited.slug) !== canonicalSpelling(slug)
  );
  const spaces = [{ slug, name }, ...others].slice(0, mostRemembered);
  const names = spaces.flatMap(({ slug, name }) => name && name !== slug ? [[slug, name]] : []);
  try {
    storage?.setItem(storageKey, JSON.stringify(spaces.map(({ slug }) => slug)));
    storage?.setItem(namesKey, JSON.stringify(Object.fromEntries(names)));
  } catch {
    // Nothing is lost but a convenience.
  }
}

function namesIn(storage: Pick<Storage, "getItem"> | null): ReadonlyMap<string, string> {
  const stored = read(storage, namesKey);
  const entries = typeof stored === "object" && stored !== null ? Object.entries(stored) : [];
  return new Map(
    entries.filter((entry): entry is [string, string] =>
      typeof entry[1] === "string" && entry[1] !== ""
    ),
  );
}

function read(storage: Pick<Storage, "getItem"> | null, key: string): unknown {
  try {
    return JSON.parse(storage?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function isKept(value: unknown): value is string {
  return typeof value === "string" && isSlug(value);
}
