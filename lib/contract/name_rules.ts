/**
 * The rules of slugs and names as plain functions, without zod, for pages that load little before
 * joining; `names.ts` makes its schemas of them.
 */

/** A space's slug: 1–64 of `[a-zA-Z0-9-]`. */
export const slugPattern = /^[a-zA-Z0-9-]{1,64}$/;

/**
 * Control characters, line and paragraph separators, and the marks that turn or isolate the
 * direction of text: none may stand in a name, since the name is shown beside other people's.
 */
export const forbiddenInNames =
  // deno-lint-ignore no-control-regex -- refusing them is the point
  /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/;

/** Half a pair. `isWellFormed` would say so too, but Firefox 115 does not have it. */
export const unpairedSurrogate = /\p{Surrogate}/u;

/** The longest display name, in characters (Unicode code points). */
export const participantNameMaxCharacters = 50;

/** What is wrong with a display name. */
export type NameProblem = "unpaired-surrogate" | "forbidden-character" | "empty" | "too-long";

/** A display name as it is kept: NFC, trimmed. */
export function normalizedName(name: string): string {
  return name.normalize("NFC").trim();
}

/** What keeps `name` from being a display name, or `null`. */
export function nameProblem(name: string): NameProblem | null {
  if (unpairedSurrogate.test(name)) return "unpaired-surrogate";
  if (forbiddenInNames.test(name)) return "forbidden-character";
  const characters = [...normalizedName(name)].length;
  if (characters === 0) return "empty";
  return characters > participantNameMaxCharacters ? "too-long" : null;
}
