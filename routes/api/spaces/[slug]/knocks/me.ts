import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { deleteOwnKnock } from "../../../../../lib/server/http/endpoints/knocks.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { DELETE: deleteOwnKnock(ctx.params.slug) })
);
