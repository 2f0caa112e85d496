import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/api.ts";
import { getLinks, postLink } from "../../../../../lib/server/http/guest_links.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { GET: getLinks(ctx.params.slug), POST: postLink(ctx.params.slug) })
);
