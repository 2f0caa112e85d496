/** `GET /api/spaces/:slug/presence`: who is inside. */
import { roomNameOf, slugSchema } from "../../contract/names.ts";
import { AppError } from "../app_error.ts";
import { readPresence, withoutNames } from "../presence.ts";
import { type Endpoint, jsonResponse } from "./endpoint.ts";
import { presenceStream, wantsEvents } from "./presence_stream.ts";
import { visitorOf } from "./visitor.ts";

/**
 * Names for those with a session that may enter, a count for anyone else; nobody is refused. Once, or as
 * server-sent events where a browser's `EventSource` asks.
 */
export function getPresence(slug: string): Endpoint {
  return async (request, services) => {
    if (!slugSchema.safeParse(slug).success) {
      throw new AppError("not-found", "No space can have this name");
    }
    services.spaceTouched?.(roomNameOf(slug));
    const maySeeNames = async () => (await visitorOf(request, slug, services))?.admitted ?? false;
    const feed = services.presenceFeed;
    if (feed && wantsEvents(request)) {
      const lastEventId = request.headers.get("last-event-id");
      return await presenceStream({ feed, slug, maySeeNames, lastEventId });
    }
    const [seesNames, { presence }] = await Promise.all([
      maySeeNames(),
      readPresence(services.kv, slug),
    ]);
    return jsonResponse(seesNames ? presence : withoutNames(presence));
  };
}
