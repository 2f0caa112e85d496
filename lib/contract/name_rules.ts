/**
 * The rules of names as plain functions, without zod, for pages that load little before joining; `names.ts` makes its
 * schemas of them.
 */

/**
 * Control characters, line and paragraph separators, and the marks that turn or isolate the
 * direction of text: none may stand in a name, since the name is shown beside other people's.
 */
export const forbiddenInNames = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** What no font draws: by Unicode (`Default_Ignorable_Code_Point`), or as the marks of annotations. */
const unseen = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/**
 * The same but for what shapes its neighbours: joiners (Persian, Malayalam, families of emoji), variants of a sign, and
 * the tags of flags.
 */
const unseenAndIdle = new RegExp(
  `(?![\\u200C\\u200D\\p{Variation_Selector}\\u{E0020}-\\u{E007F}])${unseen.source}`,
  "gu",
);

/** White space of any kind, and signs that are drawn as nothing. */
const blank = /[\s\u2800\uFFFC\u{13441}\u{13442}\u{1D159}]+/gu;

/** What can be seen on its own; a combining mark cannot. */
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Half a pair. `isWellFormed` would say so too, but Firefox 115 does not have it. */
export const unpairedSurrogate = /\p{Surrogate}/u;

/** The longest display name, in characters (Unicode code points). */
export const participantNameMaxCharacters = 50;

/** What is wrong with a display name. */
export type NameProblem = "unpaired-surrogate" | "forbidden-character" | "empty" | "too-long";

/** A display name as it is kept: what is seen of it and what shapes that, in NFC, with single spaces and none around. */
export function normalizedName(name: string): string {
  return name.replace(unseenAndIdle, "").normalize("NFC").replace(blank, " ").trim();
}

/** What is seen of a name: the same for two that nobody could tell apart by more than a joiner. */
export function seenName(name: string): string {
  return normalizedName(name.replace(unseen, ""));
}

/** What keeps `name` from being a display name, or `null`. */
export function nameProblem(name: string): NameProblem | null {
  if (unpairedSurrogate.test(name)) return "unpaired-surrogate";
  if (forbiddenInNames.test(name)) return "forbidden-character";
  if (!visible.test(seenName(name))) return "empty";
  return [...normalizedName(name)].length > participantNameMaxCharacters ? "too-long" : null;
}
