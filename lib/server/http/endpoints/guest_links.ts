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

/** The guest links of a space, for its moderators. */
export function getLinks(typed: string): Endpoint {
  return inSpace(
    typed,
    async (where, _request, services) => jsonResponse({ links: await readLinks(services, where) }),
  );
}

/** `201` with the invitation's address. Its secret is in the fragment, which browsers do not send. */
export function postLink(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const options = parseBody(linkRequestSchema, await readJson(request));
    if (Date.parse(options.expiresAt) <= services.now()) {
      throw invalidBody([{ path: "expiresAt", message: "a time in the future" }]);
    }
    const { link, secret } = await makeLink(services, where, options);
    const origin = services.config.publicUrl ?? new URL(request.url).origin;
    const answer: CreatedLink = {
      ...link,
      url: `${origin}${spacePage(where.slug)}#link=${secret}`,
    };
    return jsonResponse(answer, 201);
  });
}

/** `204`, also for a link that is gone already. */
export function deleteLink(typed: string, linkId: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    await revokeLink(services, where, linkId);
    return noContent();
  });
}

/** Exchanges a link's secret for its role in the space: `200` with that role. */
export function postLinkExchange(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const { link } = parseBody(linkExchangeSchema, await readJson(request));
    const role = await exchangeLink(services, where, link);
    return jsonResponse({ roomName: roomNameOf(where.slug), role });
  });
}
