import { define } from "../../../../fresh.config.ts";
import { answerApi } from "../../../../lib/server/http/kit/api.ts";
import { putHand } from "../../../../lib/server/http/endpoints/hand.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { PUT: putHand(ctx.params.slug) })
);
