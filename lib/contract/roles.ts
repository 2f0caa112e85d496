/** Who may act on whom. Without zod, since pages of a call ask it too; the server decides anew each time. */
import type { Role } from "./participant.ts";

/** An owner and moderators may: mute, remove, ban, admit, lock. */
export function mayModerate(role: Role): boolean {
  return role === "owner" || role === "moderator";
}

/** An owner acts on everybody else; a moderator on those who are neither. Nobody on themselves: the caller sees to that. */
export function mayActOn(actor: Role, target: Role): boolean {
  return actor === "owner" || (actor === "moderator" && !mayModerate(target));
}
