/** The name of a space as it was typed, and what is wrong with it. */
import {
  canonicalSpelling,
  decodeSegment,
  formerSlugPattern,
  slugFrom,
} from "../../lib/contract/space_address.ts";

export type SpaceEntryProblem = "empty" | "letters" | "long";

export type SpaceEntry =
  | {
    slug: string;
    /** `#link=…` of an invitation, `#key=…` of an encrypted space, or both; else empty. Secrets: they stay in the browser. */
    fragment: string;
    problem: null;
  }
  | { slug: null; problem: SpaceEntryProblem };

/** The longest text that may be typed or pasted, in characters: a whole invitation, whose secret alone has some 170 and the slug's twice. */
export const spaceEntryMaxCharacters = 2_048;

/** Pasted out of a sentence, too: what stands behind an invitation (`)`, `.`) is no part of its secret. */
const linkToSpace = /(?:^|\/)space\/([^/?#\s]*)(?:[^#\s]*(#(?:link|key)=(?:[\w.-]|&key=)*[\w-]))?/i;

/** Reads a name in any script (`Tea house`, `마당`), or a whole link to a space. */
export function readSpaceEntry(text: string): SpaceEntry {
  const trimmed = text.trim();
  const link = linkToSpace.exec(trimmed);
  const typed = link ? decodeSegment(link[1]) ?? "%" : trimmed;
  if (typed === "") return { slug: null, problem: "empty" };
  // The address of something else is the name of nothing here.
  if (!link && trimmed.includes("://")) return { slug: null, problem: "letters" };
  const slug = slugFrom(typed);
  if (slug !== null) {
    // The server reads a name that older rules allowed: it knows whether there is such a space.
    const kept = formerSlugPattern.test(typed) ? typed : slug;
    return { slug: kept, fragment: link?.[2] ?? "", problem: null };
  }
  return { slug: null, problem: canonicalSpelling(typed) === "" ? "letters" : "long" };
}
