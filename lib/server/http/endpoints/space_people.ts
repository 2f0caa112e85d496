/** `GET /api/spaces/:slug/people`, `PUT /api/spaces/:slug/people/:id`, `POST /api/spaces/:slug/moderation`. */
import {
  type ModerationRequest,
  moderationRequestSchema,
  standingChangeSchema,
} from "../../../contract/space.ts";
import type { InSpace } from "../../spaces/moderate.ts";
import {
  endForAll,
  muteOrStopShare,
  muteOutside,
  removeOrBan,
  removeOutside,
} from "../../spaces/moderation.ts";
import { changeMembership, readPeople } from "../../spaces/people.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import type { Services } from "../../services.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** Who is inside and who has a standing, for those who may moderate the space. */
export function getPeople(typed: string): Endpoint {
  return inSpace(
    typed,
    async (where, _request, services) =>
      jsonResponse({ people: await readPeople(services, where) }),
  );
}

/** `204`; who is inside has the new role at once, or is out. */
export function putPerson(typed: string, id: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const change = parseBody(standingChangeSchema, await readJson(request));
    await changeMembership(services, where, id, change);
    return noContent();
  });
}

/** `204` once it is done; where somebody is put out, once that is certain. */
export function postModeration(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const asked = parseBody(moderationRequestSchema, await readJson(request));
    if (asked.action === "end") await endForAll(services, where);
    else if ("identity" in asked) await actOnOutside(services, where, asked);
    else if (asked.action === "mute" || asked.action === "stop-screen-share") {
      await muteOrStopShare(services, where, { seatId: asked.seatId, action: asked.action });
    } else {
      const reason = asked.action === "ban" ? "banned" : "removed";
      await removeOrBan(services, where, { seatId: asked.seatId, reason });
    }
    return noContent();
  });
}

function actOnOutside(
  services: Services,
  where: InSpace,
  { action, identity }: Extract<ModerationRequest, { identity: string }>,
): Promise<void> {
  return action === "remove"
    ? removeOutside(services, where, identity)
    : muteOutside(services, where, { identity, action });
}
