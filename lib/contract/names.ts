/** Schemas of slugs, room names and display names. */
import * as z from "zod/mini";
import {
  type NameProblem,
  nameProblem,
  normalizedName,
  participantNameMaxCharacters,
  spaceNameMaxCharacters,
} from "./name_rules.ts";
import { isSlug, slugFrom, slugMaxCharacters } from "./space_address.ts";

export { participantNameMaxCharacters };

/** Prefix of the LiveKit room of a space. */
export const roomNamePrefix = "space-";

const isAddress = (typed: string) => isSlug(typed) || slugFrom(typed) !== null;

/** An address that leads to a slug; the server answers the slug itself. */
export const slugSchema = z.string().check(
  z.refine(isAddress, `letters or digits, ${slugMaxCharacters} at most`),
);

/** A room name with such an address: `space-<address>`. */
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

/** The address in a room name of `roomNameSchema`, as typed. */
export function typedSlugOf(roomName: string): string {
  return roomName.slice(roomNamePrefix.length);
}

/** The slug of a LiveKit room, or `null` for a room of no space. */
export function slugOf(roomName: string): string | null {
  const slug = typedSlugOf(roomName);
  return roomName.startsWith(roomNamePrefix) && isSlug(slug) ? slug : null;
}

const nameMessages = (maxCharacters: number): Record<NameProblem, string> => ({
  "unpaired-surrogate": "no unpaired surrogates",
  "forbidden-character": "no control or direction characters",
  "empty": "something that can be seen",
  "too-long": `1 to ${maxCharacters} characters`,
});

function nameSchema(maxCharacters: number) {
  return z.pipe(
    z.string().check(
      z.refine((name) => nameProblem(name, maxCharacters) === null, {
        error: ({ input }) =>
          nameMessages(maxCharacters)[nameProblem(String(input), maxCharacters) ?? "empty"],
      }),
    ),
    z.transform(normalizedName),
  );
}

/**
 * A display name: 1–50 characters, one of them visible, without control, bidi-override and unpaired characters. Parsing
 * answers `normalizedName` of it.
 */
export const participantNameSchema = nameSchema(participantNameMaxCharacters);

/** The name of a space, in any script: 1–60 characters, by the same rules. */
export const spaceNameSchema = nameSchema(spaceNameMaxCharacters);
