/** Display names of people whom another server vouches for. */
import {
  forbiddenInNames,
  nameProblem,
  normalizedName,
  participantNameMaxCharacters,
  unpairedSurrogate,
} from "../../contract/name_rules.ts";

/** The display name where no claim makes one. */
export const defaultDisplayName = "Member";

/**
 * The first of `claims` that makes a valid display name, after forbidden characters are removed and it is cut to
 * `participantNameMaxCharacters`; else `defaultDisplayName`. Claims that are not strings are skipped.
 */
export function displayNameFromClaims(...claims: readonly unknown[]): string {
  for (const claim of claims) {
    if (typeof claim !== "string") continue;
    // The slice bounds the work; a valid name is far shorter.
    const kept = [...claim.slice(0, 1000)].filter((character) =>
      !forbiddenInNames.test(character) && !unpairedSurrogate.test(character)
    );
    const name = [...normalizedName(kept.join(""))].slice(0, participantNameMaxCharacters);
    const trimmed = name.join("").trim();
    if (nameProblem(trimmed) === null) return trimmed;
  }
  return defaultDisplayName;
}
