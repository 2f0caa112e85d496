import { define } from "../../../../../fresh.config.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { postKnockDecision } from "../../../../../lib/server/http/endpoints/knocks.ts";

export const handler = define.handlers((ctx) =>
  answerApi(ctx.req, ctx.state, { POST: postKnockDecision(ctx.params.slug, ctx.params.id) })
);
