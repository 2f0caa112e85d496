/** `GET /api/spaces/:slug/presence`: who is inside. */
import { roomNameOf } from "../../../contract/names.ts";
import { readPresence, withoutNames } from "../../presence/presence.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { spaceAt } from "../kit/in_space.ts";
import {
  maxStreamsPerAddress,
  presenceStream,
  refuseStream,
  wantsEvents,
} from "./presence_stream.ts";
import { visitorOf } from "../kit/visitor.ts";

/**
 * Names for those with a session that may enter, a count for anyone else; nobody is refused. Once, or as
 * server-sent events where a browser's `EventSource` asks.
 */
export function getPresence(typed: string): Endpoint {
  return async (request, services, { caller }) => {
    const slug = await spaceAt(services, typed);
    services.requestReconcile?.(roomNameOf(slug));
    const look = async () => {
      const visitor = await visitorOf(request, slug, services);
      return { names: visitor?.admitted ?? false, knocks: visitor?.mayModerate ?? false };
    };
    const feed = services.presenceFeed;
    if (feed && wantsEvents(request)) {
      const lastEventId = request.headers.get("last-event-id");
      const place = caller && services.rateLimits.acquire(
        `streams ${caller.address}`,
        maxStreamsPerAddress,
      );
      if (place === null) refuseStream();
      return await presenceStream({ feed, slug, look, lastEventId, ended: place });
    }
    const [sight, { presence }] = await withinStorageDeadline(() =>
      Promise.all([look(), readPresence(services.kv, slug)])
    );
    return jsonResponse(sight.names ? presence : withoutNames(presence));
  };
}
