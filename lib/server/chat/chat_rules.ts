/** A space's rules of chat. */
import type { Role } from "../../contract/participant.ts";
import { givenRoles } from "../../contract/roles.ts";
import type { SpaceSettings } from "../../contract/space.ts";
import type { SpaceRow } from "../rows/space_rows.ts";

/** The settings of a space that are about chat. */
export type ChatRules = Pick<SpaceSettings, "chatRoles" | "chatKept">;

/** The rules of a space without an owner, and of one that was stored before there was chat. */
export const defaultChatRules: ChatRules = {
  chatRoles: [...givenRoles],
  chatKept: "until-empty",
};

/** The rules of chat in a space. */
export function chatRulesOf(rules: SpaceRow | null): ChatRules {
  return {
    chatRoles: rules?.chatRoles ?? defaultChatRules.chatRoles,
    chatKept: rules?.chatKept ?? defaultChatRules.chatKept,
  };
}

/** Whether a role may write. */
export function mayWrite({ chatRoles }: Pick<ChatRules, "chatRoles">, role: Role): boolean {
  return role === "owner" || chatRoles.includes(role);
}
