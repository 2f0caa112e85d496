/** Names that people and links carry: slugs, room names, display names. */
import * as z from "zod/mini";
import {
  type NameProblem,
  nameProblem,
  normalizedName,
  participantNameMaxCharacters,
} from "./name_rules.ts";
import { isSlug, slugFrom, slugMaxCharacters } from "./space_address.ts";

export { participantNameMaxCharacters };

/** What comes before the slug in the name of a space's LiveKit room. */
export const roomNamePrefix = "space-";

const isAddress = (typed: string) => isSlug(typed) || slugFrom(typed) !== null;

/** What leads to a space's slug; the server says to which. */
export const slugSchema = z.string().check(
  z.refine(isAddress, `letters or digits, ${slugMaxCharacters} at most`),
);

/** What leads to a space's LiveKit room: `space-<slug>`. */
export const roomNameSchema = z.string().check(
  z.refine(
    (name) => name.startsWith(roomNamePrefix) && isAddress(typedSlugOf(name)),
    `space- and then letters or digits, ${slugMaxCharacters} at most`,
  ),
);

/** The LiveKit room of the space `slug`. */
export function roomNameOf(slug: string): string {
  return roomNamePrefix + slug;
}

/** What a `roomName` that `roomNameSchema` takes says of the slug, as it was typed. */
export function typedSlugOf(roomName: string): string {
  return roomName.slice(roomNamePrefix.length);
}

/** The slug of a room that LiveKit has, or `null` for one that is not a space. */
export function slugOf(roomName: string): string | null {
  const slug = typedSlugOf(roomName);
  return roomName.startsWith(roomNamePrefix) && isSlug(slug) ? slug : null;
}

const nameMessages: Record<NameProblem, string> = {
  "unpaired-surrogate": "no unpaired surrogates",
  "forbidden-character": "no control or direction characters",
  "empty": "something that can be seen",
  "too-long": `1 to ${participantNameMaxCharacters} characters`,
};

/**
 * A display name: something to see, 1–50 characters, without control, bidi-override and unpaired
 * characters. Parsing answers it as `normalizedName` does.
 */
export const participantNameSchema = z.pipe(
  z.string().check(
    z.refine((name) => nameProblem(name) === null, {
      error: ({ input }) => nameMessages[nameProblem(String(input)) ?? "empty"],
    }),
  ),
  z.transform(normalizedName),
);
