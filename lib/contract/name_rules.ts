/** Rules of display names as plain functions, without zod, for pages that load little before joining; `names.ts` makes schemas of them. */

/**
 * Control characters, line and paragraph separators, and marks that turn or isolate the direction of text: forbidden,
 * since a name is shown beside other people's.
 */
export const forbiddenInNames = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Characters that no font draws: by Unicode (`Default_Ignorable_Code_Point`), and the marks of annotations. */
const unseen = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/**
 * The same without characters that shape their neighbours: joiners (Persian, Malayalam, families of emoji), variation
 * selectors, and the tags of flags.
 */
const unseenAndIdle = new RegExp(
  `(?![\\u200C\\u200D\\p{Variation_Selector}\\u{E0020}-\\u{E007F}])${unseen.source}`,
  "gu",
);

/** White space of any kind, and signs that are drawn as nothing. */
const blank = /[\s\u2800\uFFFC\u{13441}\u{13442}\u{1D159}]+/gu;

/** Characters that can be seen on their own; a combining mark cannot. */
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Half a surrogate pair. Firefox 115 does not have `isWellFormed`. */
export const unpairedSurrogate = /\p{Surrogate}/u;

/** The longest display name of a person, in characters (Unicode code points). */
export const participantNameMaxCharacters = 50;

/** The longest name of a space, likewise. */
export const spaceNameMaxCharacters = 60;

/** Reasons against a display name. */
export type NameProblem = "unpaired-surrogate" | "forbidden-character" | "empty" | "too-long";

/** A display name as stored: without invisible characters that have no effect, in NFC, with single spaces and no space at either end. */
export function normalizedName(name: string): string {
  return name.replace(unseenAndIdle, "").normalize("NFC").replace(blank, " ").trim();
}

/** The visible part of a name: equal for two names that differ only in unseen characters. */
export function seenName(name: string): string {
  return normalizedName(name.replace(unseen, ""));
}

/** The first reason against `name` as a display name of at most `maxCharacters`, or `null`. */
export function nameProblem(
  name: string,
  maxCharacters = participantNameMaxCharacters,
): NameProblem | null {
  if (unpairedSurrogate.test(name)) return "unpaired-surrogate";
  if (forbiddenInNames.test(name)) return "forbidden-character";
  if (!visible.test(seenName(name))) return "empty";
  return [...normalizedName(name)].length > maxCharacters ? "too-long" : null;
}
