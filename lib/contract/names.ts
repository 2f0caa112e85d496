/** Names that people and links carry: slugs, room names, display names. */
import * as z from "zod/mini";
import {
  type NameProblem,
  nameProblem,
  normalizedName,
  participantNameMaxCharacters,
  slugPattern,
} from "./name_rules.ts";

export { participantNameMaxCharacters };

/** What comes before the slug in the name of a space's LiveKit room. */
export const roomNamePrefix = "space-";

/** A space's slug: 1–64 of `[a-zA-Z0-9-]`. */
export const slugSchema = z.string().check(
  z.regex(slugPattern, "1 to 64 letters, digits or hyphens"),
);

/** A space's LiveKit room: `space-<slug>`. */
export const roomNameSchema = z.string().check(
  z.regex(/^space-[a-zA-Z0-9-]{1,64}$/, "space- and then 1 to 64 letters, digits or hyphens"),
);

/** The LiveKit room of the space `slug`. */
export function roomNameOf(slug: string): string {
  return roomNamePrefix + slug;
}

/** The slug of a space's LiveKit room, or `null` for a room that is not a space. */
export function slugOf(roomName: string): string | null {
  return roomNameSchema.safeParse(roomName).success ? roomName.slice(roomNamePrefix.length) : null;
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
