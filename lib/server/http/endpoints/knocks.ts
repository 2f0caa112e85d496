/** `GET /api/spaces/:slug/knocks`, `POST /api/spaces/:slug/knocks/:id`, `DELETE /api/spaces/:slug/knocks/me`. */
import { knockDecisionSchema } from "../../../contract/space.ts";
import { decideKnock, knocksFor, withdrawKnock } from "../../spaces/knocks.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** The waiting room of a space, for its moderators. */
export function getKnocks(typed: string): Endpoint {
  return inSpace(
    typed,
    async (where, _request, services) => jsonResponse({ knocks: await knocksFor(services, where) }),
  );
}

/** Admits or refuses a knock: `204`, also if it is gone already. */
export function postKnockDecision(typed: string, knockId: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const { decision } = parseBody(knockDecisionSchema, await readJson(request));
    await decideKnock(services, where, knockId, decision === "admit");
    return noContent();
  });
}

/** Withdraws the principal's own knock: `204`, also without one. */
export function deleteOwnKnock(typed: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    await withdrawKnock(services, where);
    return noContent();
  });
}
