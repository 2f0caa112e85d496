import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { postLinkExchange } from "../../../../../lib/server/http/endpoints/guest_links.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postLinkExchange(ctx.params.slug) })
);
