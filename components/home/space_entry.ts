/** What somebody typed as the name of a space, and what is wrong with it. */
import { slugPattern } from "../../lib/contract/name_rules.ts";

export type SpaceEntryProblem = "empty" | "letters" | "long";

export type SpaceEntry =
  | {
    slug: string;
    /** `#link=…` of an invitation, else empty. A secret: it stays in the browser. */
    fragment: string;
    problem: null;
  }
  | { slug: null; problem: SpaceEntryProblem };

/** What may be typed or pasted, in characters: a whole invitation, whose secret alone has some 170 and the slug's twice. */
export const spaceEntryMaxCharacters = 2_048;

const linkToSpace = /^(?:https?:\/\/[^/\s]+)?\/?space\/([^/?#\s]*)(?:[^#\s]*(#link=\S+))?/i;

/** Reads a slug, a name with spaces (`Tea house`), or a whole link to a space. */
export function readSpaceEntry(text: string): SpaceEntry {
  const trimmed = text.trim();
  const link = linkToSpace.exec(trimmed);
  const slug = (link ? link[1] : trimmed).replace(/[\s_]+/g, "-");
  if (slug === "") return { slug: null, problem: "empty" };
  if (slugPattern.test(slug)) return { slug, fragment: link?.[2] ?? "", problem: null };
  return { slug: null, problem: /^[a-zA-Z0-9-]+$/.test(slug) ? "long" : "letters" };
}
