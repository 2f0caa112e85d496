/** What there is to choose from, in the order of the page. */
import type { Role } from "../contract/participant.ts";
import { mayActOn } from "../contract/roles.ts";
import type { PublishSource, SpacePerson, SpacePolicy } from "../contract/space.ts";

/** How a door can stand. */
export const spacePolicies: readonly SpacePolicy[] = ["open", "members", "knock"];

/** What a role can be let send. */
export const publishSources: readonly PublishSource[] = [
  "microphone",
  "camera",
  "screen_share",
  "screen_share_audio",
];

/** Whether somebody of the role `own` may change what `person` is given. */
export function mayChange(own: Role, person: SpacePerson): boolean {
  return !person.isYou && mayActOn(own, person.role);
}
