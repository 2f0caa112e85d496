/** Rights of roles. Without zod, since the pages of a call use it too; the server decides anew each time. */
import type { Role } from "./participant.ts";
import type { GivenRole } from "./space.ts";

/** True for roles that may mute, remove, ban, admit and lock. */
export function mayModerate(role: Role): boolean {
  return role === "owner" || role === "moderator";
}

/**
 * True where `actor` may moderate `target`: an owner everybody else, a moderator those who are neither. The caller
 * excludes the actor's own seat.
 */
export function mayActOn(actor: Role, target: Role): boolean {
  return actor === "owner" || (actor === "moderator" && !mayModerate(target));
}

/** Roles that can be given, the least first. */
export const givenRoles: readonly GivenRole[] = ["listener", "speaker", "moderator"];

/** Roles that `own` may give: only an owner makes moderators. */
export function assignableRoles(own: Role): readonly GivenRole[] {
  return own === "owner" ? givenRoles : givenRoles.filter((role) => role !== "moderator");
}
