/** Who may act on whom, and give what. Without zod, since pages of a call ask it too; the server decides anew each time. */
import type { Role } from "./participant.ts";
import type { GivenRole } from "./space.ts";

/** An owner and moderators may: mute, remove, ban, admit, lock. */
export function mayModerate(role: Role): boolean {
  return role === "owner" || role === "moderator";
}

/** An owner acts on everybody else; a moderator on those who are neither. Nobody on themselves: the caller sees to that. */
export function mayActOn(actor: Role, target: Role): boolean {
  return actor === "owner" || (actor === "moderator" && !mayModerate(target));
}

/** The roles that can be given, the least first. */
export const givenRoles: readonly GivenRole[] = ["listener", "speaker", "moderator"];

/** The roles that somebody may give: only an owner makes moderators. */
export function assignableRoles(own: Role): readonly GivenRole[] {
  return own === "owner" ? givenRoles : givenRoles.filter((role) => role !== "moderator");
}
