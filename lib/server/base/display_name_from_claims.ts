/** A display name out of what somebody else's server says of a person. */
import {
  forbiddenInNames,
  nameProblem,
  normalizedName,
  participantNameMaxCharacters,
  unpairedSurrogate,
} from "../../contract/name_rules.ts";

/** Who has no name that could be shown. */
export const defaultDisplayName = "Member";

/**
 * The first of `claims` that can be a display name, once what may not stand in one is taken out and it is
 * cut to length; else `namelessPerson`. Claims are unknown values: anything but text is passed over.
 */
export function displayNameFromClaims(...claims: readonly unknown[]): string {
  for (const claim of claims) {
    if (typeof claim !== "string") continue;
    // Long before it is cut to measure: what comes after can show nothing.
    const kept = [...claim.slice(0, 1000)].filter((character) =>
      !forbiddenInNames.test(character) && !unpairedSurrogate.test(character)
    );
    const name = [...normalizedName(kept.join(""))].slice(0, participantNameMaxCharacters);
    const trimmed = name.join("").trim();
    if (nameProblem(trimmed) === null) return trimmed;
  }
  return defaultDisplayName;
}
