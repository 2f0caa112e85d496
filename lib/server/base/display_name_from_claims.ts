/** Display names of people whom another server vouches for, by OpenID Connect's standard claims (Core 1.0, section 5.1). */
import {
  forbiddenInNames,
  nameProblem,
  normalizedName,
  participantNameMaxCharacters,
  unpairedSurrogate,
} from "../../contract/name_rules.ts";

/** The display name where no claim makes one. */
export const defaultDisplayName = "Member";

/** Claims of which one may make a name, from an ID token, a userinfo answer or a host application's JWT. */
export type NameClaims = Readonly<Record<string, unknown>>;

/** Names that East Asian people write with the family first, and without a space. */
const eastAsian = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+$/u;

/**
 * `name`; else `given_name` with `family_name`, else `nickname`, `preferred_username`, and what stands before the `@` of
 * `email`; `null` where no claim makes a name. No mail address is shown to others: of a username that is one, the part
 * before its `@` counts.
 */
export function nameOfClaims(claims: NameClaims): string | null {
  return firstName([
    claims.name,
    fullName(claims.given_name, claims.family_name),
    claims.nickname,
    beforeAt(claims.preferred_username),
    beforeAt(claims.email),
  ]);
}

function fullName(given: unknown, family: unknown): string {
  const [first, last] = [given, family].map((part) => typeof part === "string" ? part.trim() : "");
  if (eastAsian.test(first) && eastAsian.test(last)) return last + first;
  return `${first} ${last}`.trim();
}

function beforeAt(address: unknown): unknown {
  return typeof address === "string" ? address.replace(/(?<=.)@.*$/s, "") : address;
}

/**
 * The first text that makes a valid display name, after forbidden characters are removed and it is cut to
 * `participantNameMaxCharacters`. What is no string is skipped.
 */
function firstName(texts: readonly unknown[]): string | null {
  for (const text of texts) {
    if (typeof text !== "string") continue;
    // The slice bounds the work; a valid name is far shorter.
    const kept = [...text.slice(0, 1000)].filter((character) =>
      !forbiddenInNames.test(character) && !unpairedSurrogate.test(character)
    );
    const name = [...normalizedName(kept.join(""))].slice(0, participantNameMaxCharacters);
    const trimmed = name.join("").trim();
    if (nameProblem(trimmed) === null) return trimmed;
  }
  return null;
}
