/** `GET` and `POST /api/spaces/:slug/links`, `DELETE …/links/:id`, `POST …/links/exchange`. */
import { roomNameOf } from "../../../contract/names.ts";
import { spacePage } from "../../../contract/space_address.ts";
import {
  type CreatedLink,
  linkExchangeSchema,
  linkRequestSchema,
} from "../../../contract/space.ts";
import { exchangeLink, makeLink, readLinks, revokeLink } from "../../spaces/guest_links.ts";
import { invalidBody, parseBody, readJson } from "../kit/body.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** The space's links, for those who may moderate it. */
export function getLinks(typed: string): Endpoint {
  return inSpace(
    typed,
    async (where, _request, services) => jsonResponse({ links: await readLinks(services, where) }),
  );
}

/** `201` with the address to pass on. Its secret stands in the fragment, which no server, proxy or log ever sees. */
export function postLink(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const wish = parseBody(linkRequestSchema, await readJson(request));
    if (Date.parse(wish.expiresAt) <= services.now()) {
      throw invalidBody([{ path: "expiresAt", message: "a time to come" }]);
    }
    const { link, secret } = await makeLink(services, where, wish);
    const origin = services.config.publicUrl ?? new URL(request.url).origin;
    const answer: CreatedLink = {
      ...link,
      url: `${origin}${spacePage(where.slug)}#link=${secret}`,
    };
    return jsonResponse(answer, 201);
  });
}

/** `204`, also for one that is gone already. */
export function deleteLink(typed: string, linkId: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    await revokeLink(services, where, linkId);
    return noContent();
  });
}

/** Hands in a link: `200` with the role that the asker has by it. */
export function postLinkExchange(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const { link } = parseBody(linkExchangeSchema, await readJson(request));
    const role = await exchangeLink(services, where, link);
    return jsonResponse({ roomName: roomNameOf(where.slug), role });
  });
}
