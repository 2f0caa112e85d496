/** The spaces that this browser entered lately, newest first; kept in its own storage only. */
import * as z from "zod/mini";
import { slugSchema } from "../../lib/contract/names.ts";

const storageKey = "madang.visited";
const mostRemembered = 6;
const visitedSchema = z.array(slugSchema);

/** The browser's storage, or `null` where it is switched off. */
export function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

/** Slugs, newest first; whatever else is stored there counts as none. */
export function visitedSpaces(storage: Pick<Storage, "getItem"> | null): string[] {
  try {
    const parsed = visitedSchema.safeParse(JSON.parse(storage?.getItem(storageKey) ?? "[]"));
    return parsed.success ? parsed.data.slice(0, mostRemembered) : [];
  } catch {
    return [];
  }
}

/** Puts `slug` first. A full or forbidden storage is no reason to disturb anybody. */
export function rememberSpace(
  storage: Pick<Storage, "getItem" | "setItem"> | null,
  slug: string,
): void {
  const others = visitedSpaces(storage).filter((visited) => visited !== slug);
  try {
    storage?.setItem(storageKey, JSON.stringify([slug, ...others].slice(0, mostRemembered)));
  } catch {
    // Nothing is lost but a convenience.
  }
}
