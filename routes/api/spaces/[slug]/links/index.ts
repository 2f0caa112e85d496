import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { getLinks, postLink } from "../../../../../lib/server/http/endpoints/guest_links.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { GET: getLinks(ctx.params.slug), POST: postLink(ctx.params.slug) })
);
