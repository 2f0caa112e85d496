/** The choices of the settings page, in its order. */
import type { Role } from "../contract/participant.ts";
import { mayActOn } from "../contract/roles.ts";
import type { ChatKept, PublishSource, SpacePerson, SpacePolicy } from "../contract/space.ts";

/** The policies of a space. */
export const spacePolicies: readonly SpacePolicy[] = ["open", "members", "knock"];

/** How long a space can keep its chat. */
export const chatKeptChoices: readonly ChatKept[] = ["until-empty", "30-days", "never"];

/** The sources that a role may publish. */
export const publishSources: readonly PublishSource[] = [
  "microphone",
  "camera",
  "screen_share",
  "screen_share_audio",
];

/** Whether a person of the role `own` may change the membership of `person`. */
export function mayChange(own: Role, person: SpacePerson): boolean {
  return !person.isYou && mayActOn(own, person.role);
}
