/** `GET /api/spaces/:slug/presence`: who is inside. */
import { roomNameOf, slugSchema } from "../../contract/names.ts";
import { AppError } from "../app_error.ts";
import { readPresence, withoutNames } from "../presence.ts";
import { type Endpoint, jsonResponse } from "./endpoint.ts";
import { visitorOf } from "./visitor.ts";

/** Names for those with a session that may enter, a count for anyone else; nobody is refused. */
export function getPresence(slug: string): Endpoint {
  return async (request, services) => {
    if (!slugSchema.safeParse(slug).success) {
      throw new AppError("not-found", "No space can have this name");
    }
    services.spaceTouched?.(roomNameOf(slug));
    const [visitor, { presence }] = await Promise.all([
      visitorOf(request, slug, services),
      readPresence(services.kv, slug),
    ]);
    return jsonResponse(visitor?.admitted ? presence : withoutNames(presence));
  };
}
