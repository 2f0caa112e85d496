/** `PUT /api/spaces/:slug/hand` */
import { handRequestSchema } from "../../../contract/space.ts";
import { setOwnHand } from "../../spaces/hands.ts";
import { parseBody, readJson } from "../kit/body.ts";
import type { Endpoint } from "../kit/endpoint.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** Raises or lowers one's own hand: `204`. */
export function putHand(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const { isRaised } = parseBody(handRequestSchema, await readJson(request));
    await setOwnHand(services, where, isRaised);
    return noContent();
  });
}
