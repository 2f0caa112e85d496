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

/** The type wants every role that can be given here. */
const given: Readonly<Record<GivenRole, true>> = { listener: true, speaker: true, moderator: true };

/** Roles that can be given, the one with the fewest rights first. */
export const givenRoles = Object.keys(given) as readonly GivenRole[];

/** Roles that `own` may give: only an owner makes moderators. */
export function assignableRoles(own: Role): readonly GivenRole[] {
  return own === "owner" ? givenRoles : givenRoles.filter((role) => role !== "moderator");
}
