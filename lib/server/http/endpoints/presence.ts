/** `GET /api/spaces/:slug/presence`. */
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
 * Presence of a space: names for a principal that may enter, a count for any other request. Answered once as JSON, or as
 * server-sent events to a browser's `EventSource`.
 */
export function getPresence(typed: string): Endpoint {
  return async (request, services, { caller }) => {
    const slug = await spaceAt(services, typed);
    services.requestReconcile?.(roomNameOf(slug));
    const resolvePermissions = async () => {
      const visitor = await visitorOf(request, slug, services);
      return { names: visitor?.admitted ?? false, knocks: visitor?.mayModerate ?? false };
    };
    const feed = services.presenceFeed;
    if (feed && wantsEvents(request)) {
      const lastEventId = request.headers.get("last-event-id");
      const onClose = caller && services.rateLimits.acquire(
        `streams ${caller.address}`,
        maxStreamsPerAddress,
      );
      if (onClose === null) refuseStream();
      return await presenceStream({ feed, slug, resolvePermissions, lastEventId, onClose });
    }
    const [permissions, { presence }] = await withinStorageDeadline(() =>
      Promise.all([resolvePermissions(), readPresence(services.kv, slug)])
    );
    return jsonResponse(permissions.names ? presence : withoutNames(presence));
  };
}
