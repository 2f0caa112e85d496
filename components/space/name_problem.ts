import { participantNameMaxCharacters, participantNameSchema } from "../../lib/contract/names.ts";

export type NameProblem = "nameMissing" | "nameLong" | "nameSigns";

/** What is wrong with a display name, or `null`; the word for it in the catalogue's `door`. */
export function nameProblemOf(name: string): NameProblem | null {
  if (participantNameSchema.safeParse(name).success) return null;
  if (name.trim() === "") return "nameMissing";
  return [...name.trim()].length > participantNameMaxCharacters ? "nameLong" : "nameSigns";
}
