import { nameProblem } from "../../lib/contract/name_rules.ts";

export type NameProblem = "nameMissing" | "nameLong" | "nameSigns";

/** What is wrong with a display name, or `null`; the word for it in the catalogue's `door`. */
export function nameProblemOf(name: string): NameProblem | null {
  switch (nameProblem(name)) {
    case null:
      return null;
    case "empty":
      return "nameMissing";
    case "too-long":
      return "nameLong";
    default:
      return "nameSigns";
  }
}
