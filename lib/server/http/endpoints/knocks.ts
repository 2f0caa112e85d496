/** `GET /api/spaces/:slug/knocks`, `POST /api/spaces/:slug/knocks/:id`, `DELETE /api/spaces/:slug/knocks/me`. */
import { knockDecisionSchema } from "../../../contract/space.ts";
import { decideKnock, knocksFor, withdrawKnock } from "../../spaces/knocks.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** Who waits to be let in, for those who may let people in. */
export function getKnocks(typed: string): Endpoint {
  return inSpace(
    typed,
    async (where, _request, services) => jsonResponse({ knocks: await knocksFor(services, where) }),
  );
}

/** `204`, also where nobody waits by that id any more. */
export function postKnockDecision(typed: string, knockId: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const { decision } = parseBody(knockDecisionSchema, await readJson(request));
    await decideKnock(services, where, knockId, decision === "admit");
    return noContent();
  });
}

/** Whoever waits gives up. `204`, also where they do not wait. */
export function deleteOwnKnock(typed: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    await withdrawKnock(services, where);
    return noContent();
  });
}
