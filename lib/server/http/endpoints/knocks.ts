/** `GET /api/spaces/:slug/knocks`, `POST /api/spaces/:slug/knocks/:id`, `DELETE /api/spaces/:slug/knocks/me`. */
import * as z from "zod/mini";
import { waitIdSchema } from "../../../contract/token.ts";
import { knockDecisionSchema } from "../../../contract/space.ts";
import { decideKnock, knocksFor, withdrawKnock } from "../../spaces/knocks.ts";
import { parseBody, readJson } from "../kit/body.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

const withdrawalSchema = z.strictObject({ waitId: z.optional(waitIdSchema) });

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

/** Withdraws the principal's own knock, and with `waitId` all later requests of that wait: `204`, also without a knock. */
export function deleteOwnKnock(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const asked = Object.fromEntries(new URL(request.url).searchParams);
    await withdrawKnock(services, where, parseBody(withdrawalSchema, asked).waitId);
    return noContent();
  });
}
