import { define } from "../../../../fresh.config.ts";
import { answerApi } from "../../../../lib/server/http/kit/api.ts";
import { getPresence } from "../../../../lib/server/http/endpoints/presence.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { GET: getPresence(ctx.params.slug) })
);
