/** `GET /api/spaces/:slug/people`, `PUT /api/spaces/:slug/people/:id`, `POST /api/spaces/:slug/moderation`. */
import {
  membershipChangeSchema,
  type ModerationRequest,
  moderationRequestSchema,
} from "../../../contract/space.ts";
import { lowerAllHands, lowerHand } from "../../spaces/hands.ts";
import type { InSpace } from "../../spaces/commit_as_moderator.ts";
import {
  endForAll,
  muteAll,
  muteOrStopShare,
  muteOutside,
  removeOrBan,
  removeOutside,
} from "../../spaces/moderation_actions.ts";
import { setSpotlight } from "../../spaces/spotlight.ts";
import { changeMembership, readPeople } from "../../spaces/people.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import type { Services } from "../../services.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** The people inside and those with a membership, for moderators. */
export function getPeople(typed: string): Endpoint {
  return inSpace(
    typed,
    async (where, _request, services) =>
      jsonResponse({ people: await readPeople(services, where) }),
  );
}

/** Changes a membership: `204`. A person inside gets the new role at once, or is evicted. */
export function putPerson(typed: string, id: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const change = parseBody(membershipChangeSchema, await readJson(request));
    await changeMembership(services, where, id, change);
    return noContent();
  });
}

/** Moderates a participant, or ends the call: `204` once it is done; for an eviction, once it is committed. */
export function postModeration(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const body = parseBody(moderationRequestSchema, await readJson(request));
    if (body.action === "spotlight") await setSpotlight(services, where, body);
    else if ("identity" in body) await moderateOutside(services, where, body);
    else if ("seatId" in body) await moderateSeat(services, where, body);
    else await moderateEverybody[body.action](services, where);
    return noContent();
  });
}

const moderateEverybody = {
  "end": endForAll,
  "end-spotlight": (services: Services, where: InSpace) => setSpotlight(services, where, null),
  "mute-all": muteAll,
  "lower-hands": lowerAllHands,
};

/** A moderator's action on one target, which the spotlight is not. */
type ModerationOf<Target> = Exclude<Extract<ModerationRequest, Target>, { action: "spotlight" }>;

function moderateSeat(
  services: Services,
  where: InSpace,
  { action, seatId }: ModerationOf<{ seatId: string }>,
): Promise<void> {
  switch (action) {
    case "lower-hand":
      return lowerHand(services, where, seatId);
    case "remove":
      return removeOrBan(services, where, { seatId, reason: "removed" });
    case "ban":
      return removeOrBan(services, where, { seatId, reason: "banned" });
    default:
      return muteOrStopShare(services, where, { seatId, action });
  }
}

/** Of a participant without a seat. */
function moderateOutside(
  services: Services,
  where: InSpace,
  { action, identity }: ModerationOf<{ identity: string }>,
): Promise<void> {
  return action === "remove"
    ? removeOutside(services, where, identity)
    : muteOutside(services, where, { identity, action });
}
