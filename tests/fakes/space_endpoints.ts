/** The addresses of spaces, as the routes have them, for servers without Fresh. */
import type { EndpointsByMethod } from "../../lib/server/http/kit/api.ts";
import {
  deleteLink,
  getLinks,
  postLink,
  postLinkExchange,
} from "../../lib/server/http/endpoints/guest_links.ts";
import {
  deleteOwnKnock,
  getKnocks,
  postKnockDecision,
} from "../../lib/server/http/endpoints/knocks.ts";
import {
  deleteOneMessage,
  getMessages,
  postOneMessage,
} from "../../lib/server/http/endpoints/messages.ts";
import { putHand } from "../../lib/server/http/endpoints/hand.ts";
import { getPresence } from "../../lib/server/http/endpoints/presence.ts";
import { putRecording } from "../../lib/server/http/endpoints/recording.ts";
import { getSpaceLog } from "../../lib/server/http/endpoints/space_log.ts";
import {
  getPeople,
  postModeration,
  putPerson,
} from "../../lib/server/http/endpoints/space_people.ts";
import {
  deleteOwnSpace,
  getOwnSpaces,
  getSpace,
  patchSpace,
  postSpace,
} from "../../lib/server/http/endpoints/spaces.ts";

/** `null` for an address that is not of spaces. */
export function spaceEndpoints(pathname: string): EndpointsByMethod | null {
  const [api, spaces, slug, what, id, ...more] = pathname.split("/").slice(1);
  if (api !== "api" || spaces !== "spaces" || more.length > 0) return null;
  if (slug === undefined) return { GET: getOwnSpaces, POST: postSpace };
  const address = `${what ?? ""}${id === undefined ? "" : "/:id"}`;
  switch (address) {
    case "":
      return { GET: getSpace(slug), PATCH: patchSpace(slug), DELETE: deleteOwnSpace(slug) };
    case "presence":
      return { GET: getPresence(slug) };
    case "people":
      return { GET: getPeople(slug) };
    case "people/:id":
      return { PUT: putPerson(slug, id) };
    case "moderation":
      return { POST: postModeration(slug) };
    case "hand":
      return { PUT: putHand(slug) };
    case "recording":
      return { PUT: putRecording(slug) };
    case "knocks":
      return { GET: getKnocks(slug) };
    case "knocks/:id":
      return id === "me" ? { DELETE: deleteOwnKnock(slug) } : { POST: postKnockDecision(slug, id) };
    case "links":
      return { GET: getLinks(slug), POST: postLink(slug) };
    case "links/:id":
      return id === "exchange"
        ? { POST: postLinkExchange(slug) }
        : { DELETE: deleteLink(slug, id) };
    case "messages":
      return { GET: getMessages(slug), POST: postOneMessage(slug) };
    case "messages/:id":
      return { DELETE: deleteOneMessage(slug, id) };
    case "log":
      return { GET: getSpaceLog(slug) };
    default:
      return null;
  }
}
